package pgconform.exchange;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.exchange.KeyWeakness.Weakness;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;

/**
 * Finds keys that several sessions share, if there are more of them than random keys would have.
 */
final class EqualKeys {
  private EqualKeys() {}

  /** Returns why the keys are not distinct; empty if they are. */
  static Optional<KeyWeakness> in(List<BackendKeyData> keys) {
    Set<BackendKeyData> pairs = new HashSet<>();
    Map<Bytes, Integer> seen = new HashMap<>();
    int equal = 0;
    Bytes repeated = Bytes.EMPTY;
    for (BackendKeyData key : keys) {
      if (!pairs.add(key)) {
        return Optional.of(
            new KeyWeakness(
                Weakness.REPEATED_BACKEND_KEY_DATA,
                "two sessions have the same %s".formatted(key)));
      }
      int before = seen.merge(key.secretKey(), 1, Integer::sum) - 1;
      if (before > 0) {
        equal += before;
        repeated = key.secretKey();
      }
    }
    int size = keys.stream().mapToInt(k -> k.secretKey().size()).min().orElse(0);
    return equal >= pairs(keys.size(), size)
        ? Optional.of(
            new KeyWeakness(
                Weakness.REPEATED_SECRET_KEY,
                "%s of %d sessions have the same secret key, such as %s"
                    .formatted(equal == 1 ? "two" : equal + " pairs", keys.size(), repeated)))
        : Optional.empty();
  }

  /** Returns the smallest number of pairs of equal keys that cannot be explained by chance. */
  static int pairs(int keys, int octets) {
    double equal = Math.pow(2, 1 - Math.max(4, octets) * 8.0);
    return pairs(keys * (keys - 1.0) / 2 * equal, KeyQuality.LEVEL);
  }

  /**
   * Returns the smallest number of equal pairs that is reached with at most this probability. Pairs
   * are independent of each other, so that k of them are equal with a probability of at most the
   * k-th power of the expected number, divided by k!.
   */
  static int pairs(double expected, double level) {
    int pairs = 1;
    for (double chance = expected; chance > level; chance *= expected / pairs) {
      pairs++;
    }
    return pairs;
  }
}
