package pgconform.exchange;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;

/** Judges the keys of many sessions. */
final class KeyQuality {
  /**
   * Bits of a 4-octet key that may be constant: PostgreSQL 9.6 draws 31 bits. Each further bit that
   * is the same in all of 30 keys is so by chance once in 2^29.
   */
  private static final int CONSTANT_BITS_ALLOWED = 1;

  /** Fewer keys may be in order by chance: of twelve, once in 200 million times. */
  private static final int ENOUGH_TO_SEE_ORDER = 12;

  private KeyQuality() {}

  /** What is wrong with the keys, in words; empty if nothing is. */
  static Optional<String> notDistinct(List<BackendKeyData> keys) {
    Set<BackendKeyData> pairs = new HashSet<>();
    Set<Bytes> secrets = new HashSet<>();
    for (BackendKeyData key : keys) {
      if (!pairs.add(key)) {
        return Optional.of("two live sessions have the same " + key);
      }
      if (!secrets.add(key.secretKey())) {
        return Optional.of(
            "two of %d sessions have the same secret key %s"
                .formatted(keys.size(), key.secretKey()));
      }
    }
    return Optional.empty();
  }

  /** What makes the keys predictable, in words; empty if nothing is seen. */
  static Optional<String> predictable(List<BackendKeyData> keys) {
    Optional<String> same = notDistinct(keys);
    if (same.isPresent()) {
      return same;
    }
    int size = keys.stream().mapToInt(k -> k.secretKey().size()).min().orElse(0);
    if (size < 4) {
      return Optional.of("a secret key has %d octets".formatted(size));
    }
    List<Integer> constant = constantBits(keys, size);
    int allowed = size == 4 ? CONSTANT_BITS_ALLOWED : size * 8 - 32;
    if (constant.size() > allowed) {
      return Optional.of(
          "%d of %d bits are the same in all of %d keys: bits %s"
              .formatted(constant.size(), size * 8, keys.size(), constant));
    }
    return keys.size() < ENOUGH_TO_SEE_ORDER ? Optional.empty() : ordered(keys, size);
  }

  /** Looks at all octets: where some are for routing, the others may be as random as need be. */
  private static Optional<String> ordered(List<BackendKeyData> keys, int size) {
    List<BigInteger> numbers = keys.stream().map(k -> number(k, size)).toList();
    List<BigInteger> steps = new ArrayList<>();
    for (int i = 1; i < numbers.size(); i++) {
      steps.add(numbers.get(i).subtract(numbers.get(i - 1)));
    }
    if (new HashSet<>(steps).size() <= keys.size() / 2) {
      return Optional.of("keys follow each other in equal steps: " + steps.subList(0, 3));
    }
    if (steps.stream().map(BigInteger::signum).distinct().count() == 1) {
      return Optional.of(
          "each of %d keys is %s than the one before: they are made of a counter or of the time"
              .formatted(keys.size(), steps.get(0).signum() > 0 ? "greater" : "less"));
    }
    for (int shift : List.of(0, size * 8 - 32)) {
      if (keys.stream().map(k -> withoutProcessId(k, size, shift)).distinct().count() == 1) {
        return Optional.of("each key is its process ID combined with the same number");
      }
    }
    return Optional.empty();
  }

  private static BigInteger number(BackendKeyData key, int size) {
    return new BigInteger(1, key.secretKey().slice(0, size).toArray());
  }

  private static BigInteger withoutProcessId(BackendKeyData key, int size, int shift) {
    BigInteger processId = BigInteger.valueOf(Integer.toUnsignedLong(key.processId()));
    return number(key, size).xor(processId.shiftLeft(shift));
  }

  private static List<Integer> constantBits(List<BackendKeyData> keys, int size) {
    List<Integer> constant = new ArrayList<>();
    for (int bit = 0; bit < size * 8; bit++) {
      int at = bit;
      long ones =
          keys.stream().filter(k -> (k.secretKey().get(at / 8) >> (7 - at % 8) & 1) == 1).count();
      if (ones == 0 || ones == keys.size()) {
        constant.add(bit);
      }
    }
    return constant;
  }
}
