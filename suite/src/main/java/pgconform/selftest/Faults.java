package pgconform.selftest;

import java.util.List;
import java.util.stream.Stream;

/** All faults there are. */
public final class Faults {
  private Faults() {}

  /** All faults, by area. */
  public static List<Fault> all() {
    return Stream.of(KeyDataFaults.all()).flatMap(List::stream).toList();
  }
}
