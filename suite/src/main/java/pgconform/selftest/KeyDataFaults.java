package pgconform.selftest;

import java.util.List;
import pgconform.wire.BackendKeyData;

/** Faults of BackendKeyData. */
final class KeyDataFaults {
  private static final String AREA = "key data";

  private KeyDataFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
            "key-absent",
            AREA,
            "no session is given a key",
            rules -> rules.changing(BackendKeyData.class, (relay, key) -> List.of())));
  }
}
