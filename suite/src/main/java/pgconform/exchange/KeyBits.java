package pgconform.exchange;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import pgconform.wire.BackendKeyData;

/** The keys of several sessions, as bits and as words, in the order of the sessions. */
final class KeyBits {
  private static final int WORD = Integer.SIZE;
  private static final long MASK = 0x7fffffffL;

  private final List<BackendKeyData> keys;
  private final int size;
  private final BitSet[] bits;

  KeyBits(List<BackendKeyData> keys) {
    this.keys = keys;
    this.size = keys.stream().mapToInt(k -> k.secretKey().size()).min().orElse(0) * 8;
    this.bits = new BitSet[size];
    for (int bit = 0; bit < size; bit++) {
      bits[bit] = new BitSet();
      for (int key = 0; key < keys.size(); key++) {
        // The first bit is the highest one of the first octet.
        bits[bit].set(key, (keys.get(key).secretKey().get(bit / 8) >> (7 - bit % 8) & 1) == 1);
      }
    }
  }

  /** Returns the number of bits of each key. */
  int size() {
    return size;
  }

  int keys() {
    return keys.size();
  }

  /** Returns the keys in which a bit is set. */
  BitSet bit(int bit) {
    return bits[bit];
  }

  /** Returns the sessions in which a bit of the process ID is set. */
  BitSet processIdBit(int bit) {
    BitSet set = new BitSet();
    for (int key = 0; key < keys.size(); key++) {
      set.set(key, (keys.get(key).processId() >> bit & 1) == 1);
    }
    return set;
  }

  int words() {
    return size / WORD;
  }

  /** Returns the lower 31 bits of four octets of a key, which is all that PostgreSQL 9.6 draws. */
  private long word(int key, int word) {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | keys.get(key).secretKey().get(word * 4 + i);
    }
    return value & MASK;
  }

  /** Returns the differences of a word from each key to the next, modulo 2^31. */
  List<Long> steps(int word) {
    List<Long> steps = new ArrayList<>();
    for (int i = 1; i < keys.size(); i++) {
      steps.add((word(i, word) - word(i - 1, word)) & MASK);
    }
    return steps;
  }

  /**
   * Returns the greatest common divisor of d1² - d0·d2 over all blocks of four keys, where d0, d1
   * and d2 are the differences of successive keys. If each key is a multiple of the previous one
   * plus a constant, the result is the modulus, a multiple of it, or 0.
   */
  BigInteger modulus(int word) {
    BigInteger divisor = BigInteger.ZERO;
    for (int i = 0; i + 3 < keys.size(); i += 4) {
      BigInteger d0 = BigInteger.valueOf(word(i + 1, word) - word(i, word));
      BigInteger d1 = BigInteger.valueOf(word(i + 2, word) - word(i + 1, word));
      BigInteger d2 = BigInteger.valueOf(word(i + 3, word) - word(i + 2, word));
      divisor = divisor.gcd(d1.multiply(d1).subtract(d0.multiply(d2)));
    }
    return divisor;
  }

  /**
   * Returns the number of bits that are independent of each other, so that none is always the
   * exclusive or of others, or its complement: the rank over GF(2) of the differences from the
   * first key.
   */
  int rank(BitSet without) {
    List<BitSet> basis = new ArrayList<>();
    for (int bit = 0; bit < size; bit++) {
      if (!without.get(bit)) {
        BitSet row = (BitSet) bits[bit].clone();
        if (row.get(0)) {
          row.flip(0, keys.size());
        }
        for (BitSet known : basis) {
          if (row.get(known.length() - 1)) {
            row.xor(known);
          }
        }
        if (!row.isEmpty()) {
          basis.add(row);
        }
      }
    }
    return basis.size();
  }
}
