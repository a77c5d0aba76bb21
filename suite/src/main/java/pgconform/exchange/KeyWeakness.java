package pgconform.exchange;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;

/** What is wrong with the keys of a group of sessions. */
public sealed interface KeyWeakness extends Came {
  /** Two sessions have the same process ID and the same key. */
  record SamePair(BackendKeyData pair) implements KeyWeakness {
    @Override
    public String kind() {
      return "repeated BackendKeyData";
    }

    @Override
    public String toString() {
      return "two sessions have the same " + pair;
    }
  }

  /**
   * Sessions have the same secret key.
   *
   * @param pairs how many pairs of sessions
   * @param sessions how many sessions there are
   * @param key one that occurs more than once
   */
  record SameKey(int pairs, int sessions, Bytes key) implements KeyWeakness {
    @Override
    public String kind() {
      return "repeated secret key";
    }

    @Override
    public String toString() {
      return "%s of %d sessions have the same secret key, such as %s"
          .formatted(pairs == 1 ? "two" : pairs + " pairs", sessions, key);
    }
  }

  /** A key has fewer octets than can hold enough bits. */
  record ShortKey(int octets) implements KeyWeakness {
    @Override
    public String kind() {
      return "short secret key";
    }

    @Override
    public String toString() {
      return "a secret key has %d octets".formatted(octets);
    }
  }

  /**
   * Bits give themselves away.
   *
   * @param predictable how many of {@code bits}
   * @param why what each test that marked bits has found
   */
  record PredictableBits(int predictable, int bits, int sessions, List<Marks> why)
      implements KeyWeakness {
    @Override
    public String kind() {
      return "predictable secret key: " + why.get(0).test();
    }

    @Override
    public String toString() {
      return "%d of %d bits of the keys of %d sessions can be predicted: %s"
          .formatted(
              predictable,
              bits,
              sessions,
              why.stream().map(Marks::toString).collect(Collectors.joining("; ")));
    }
  }

  /** Bits that a test has marked, and what it has found of them, in words. */
  record Marks(Test test, BitSet bits, String found) {
    @Override
    public String toString() {
      return "%s (bits %s)".formatted(found, bits);
    }
  }

  /** The tests that mark bits, as {@link KeyQuality} describes them. */
  enum Test {
    /** A bit that is the same in too many keys. */
    STUCK,
    /** A bit that keeps or changes its value from key to key too often. */
    REPEATING,
    /** A bit that goes with a bit of the process ID too often. */
    PROCESS_ID,
    /** A word that grows by much the same from key to key. */
    COUNTING,
    /** A word that follows from the one before by multiplication and addition. */
    LINEAR;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** Too few bits are independent of each other. */
  record DependentBits(int bits, int sessions, int independent) implements KeyWeakness {
    @Override
    public String kind() {
      return "dependent bits of the secret key";
    }

    @Override
    public String toString() {
      return "of %d bits of the keys of %d sessions only %d are independent, the others follow"
          .formatted(bits, sessions, independent);
    }
  }
}
