package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;

/** How many equal keys are more than chance can bring. */
class EqualKeysTest {
  @ParameterizedTest(name = "{2} equal pairs of {0} keys of {1} octets: {3}")
  @CsvSource({
    "7, 4, 1, true",
    "8, 4, 1, false",
    "8, 4, 2, true",
    "779, 4, 2, true",
    "780, 4, 2, false",
    "780, 4, 3, true",
    "780, 5, 1, false",
    "780, 8, 1, true",
    "7, 3, 1, true",
    "8, 3, 1, false",
    "780, 3, 3, true",
  })
  void soManyPairsOfEqualKeysAreNoChance(int sessions, int octets, int pairs, boolean noticed) {
    List<BackendKeyData> keys = distinct(sessions, octets);
    for (int i = 0; i < pairs; i++) {
      Bytes repeated = keys.get(i).secretKey();
      keys.set(sessions - 2 - i, new BackendKeyData(100_000 + i, repeated));
    }
    String says =
        "%s of %d sessions have the same secret key, such as %s"
            .formatted(pairs == 1 ? "two" : pairs + " pairs", sessions, keys.get(0).secretKey());
    assertEquals(noticed ? says : "", said(EqualKeys.in(keys)));
    if (noticed) {
      assertEquals(says, said(KeyQuality.predictable(keys)));
    }
  }

  @ParameterizedTest(name = "{0} keys: {1} pairs")
  @CsvSource({"0, 1", "1, 1", "4000, 3", "4200, 4", "100000, 17"})
  void manyKeysMayHaveMoreEqualPairs(int sessions, int pairs) {
    assertEquals(pairs, EqualKeys.pairs(sessions, 4));
  }

  @Test
  void whatIsAsProbableAsTheLevelIsNoChance() {
    assertEquals(1, EqualKeys.pairs(0.25, 0.25));
    assertEquals(2, EqualKeys.pairs(0.5, 0.125));
    assertEquals(3, EqualKeys.pairs(0.5, 0.03125));
  }

  private static String said(Optional<KeyWeakness> weakness) {
    return weakness.map(KeyWeakness::toString).orElse("");
  }

  /** Keys that count, in the order of their process IDs. */
  private static List<BackendKeyData> distinct(int sessions, int octets) {
    List<BackendKeyData> keys = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      byte[] key = new byte[octets];
      key[0] = (byte) (i >> 8);
      key[1] = (byte) i;
      keys.add(new BackendKeyData(i, Bytes.of(key)));
    }
    return keys;
  }

  @Test
  void threeEqualKeysAreThreePairs() {
    List<BackendKeyData> keys = distinct(8, 4);
    keys.set(6, new BackendKeyData(6, keys.get(1).secretKey()));
    keys.set(7, new BackendKeyData(7, keys.get(1).secretKey()));
    assertEquals(
        "3 pairs of 8 sessions have the same secret key, such as 00010000",
        said(EqualKeys.in(keys)));
  }

  @Test
  void theSameProcessIdAndKeyAreNeverChance() {
    List<BackendKeyData> keys = distinct(780, 32);
    keys.set(779, keys.get(3));
    assertEquals("two sessions have the same " + keys.get(3), said(EqualKeys.in(keys)));
    assertEquals("repeated backend key data", EqualKeys.in(keys).orElseThrow().kind());
    assertEquals(Optional.empty(), EqualKeys.in(List.of()));
  }
}
