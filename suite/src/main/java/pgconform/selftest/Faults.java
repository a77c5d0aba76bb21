package pgconform.selftest;

import java.util.List;
import java.util.stream.Stream;

/** Lists all faults. */
public final class Faults {
  private Faults() {}

  /** Returns all faults, by area; names are unique. */
  public static List<Fault> all() {
    return Stream.of(
            KeyDataFaults.all(),
            VersionFaults.all(),
            EncryptionFaults.all(),
            CancelFaults.all(),
            SessionFaults.all(),
            RaceFaults.all(),
            ExtendedFaults.all(),
            PipelineFaults.all(),
            StartupFaults.all(),
            AuthenticationFaults.all(),
            ConnectionFaults.all(),
            TimeLimitFaults.all(),
            ShutdownFaults.all())
        .flatMap(List::stream)
        .toList();
  }
}
