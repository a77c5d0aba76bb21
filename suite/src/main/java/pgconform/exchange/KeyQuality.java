package pgconform.exchange;

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
    List<Long> steps = new ArrayList<>();
    for (int i = 1; i < keys.size(); i++) {
      steps.add(word(keys.get(i)) - word(keys.get(i - 1)));
    }
    if (keys.size() > 3 && new HashSet<>(steps).size() <= keys.size() / 2) {
      return Optional.of("keys follow each other in equal steps: " + steps.subList(0, 3));
    }
    boolean fromProcessId =
        keys.size() > 3 && keys.stream().map(k -> word(k) ^ k.processId()).distinct().count() == 1;
    return fromProcessId
        ? Optional.of("each key is its process ID combined with the same number")
        : Optional.empty();
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

  private static long word(BackendKeyData key) {
    long word = 0;
    for (int i = 0; i < 4; i++) {
      word = word << 8 | key.secretKey().get(i);
    }
    return word;
  }
}
