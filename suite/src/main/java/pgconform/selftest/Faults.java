package pgconform.selftest;

import java.util.List;
import java.util.stream.Stream;

/** All faults there are. */
public final class Faults {
  private Faults() {}

  /** All faults, by area. */
  public static List<Fault> all() {
    return Stream.of(
List.of(Fault.of("faithful", "key data", "x", r -> {})),
            KeyDataFaults.all(), VersionFaults.all(), EncryptionFaults.all(), CancelFaults.all())
        .flatMap(List::stream)
        .toList();
  }
}
