package pgconform.property;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pgconform.wire.Bytes;

/**
 * Makes a wrong key from the right one.
 *
 * @param kind the kind of change
 * @param number the bit that is inverted, or the number of octets that are kept
 * @param octets the octets that replace the key (up to its length), or that are added to it
 */
public record KeyChange(Kind kind, int number, Bytes octets) {
  private static final Pattern FORM = Pattern.compile("(\\w+)(?:\\(([0-9a-f]*)\\))?");

  /** The kinds of change. */
  public enum Kind {
    /** One bit is inverted. */
    FLIP,
    /** All octets are zero. */
    ZERO,
    /** All bits are set. */
    ONES,
    /** The octets are in reverse order. */
    REVERSE,
    /** Other octets replace them. */
    RANDOM,
    /** Only the first octets are sent. */
    TRUNCATE,
    /** Further octets are added. */
    EXTEND
  }

  /** Returns the wrong key, which always differs from the right one. */
  public Bytes apply(Bytes key) {
    Bytes changed = change(key);
    // For a key that is not changed by this, such as a key of zeros, one bit is inverted.
    return changed.equals(key) ? flip(key, 0) : changed;
  }

  private Bytes change(Bytes key) {
    return switch (kind) {
      case FLIP -> flip(key, number);
      case ZERO -> Bytes.of(new byte[key.size()]);
      case ONES -> {
        byte[] ones = new byte[key.size()];
        java.util.Arrays.fill(ones, (byte) 0xff);
        yield Bytes.of(ones);
      }
      case REVERSE -> {
        byte[] bytes = key.toArray();
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) key.get(bytes.length - 1 - i);
        }
        yield Bytes.of(bytes);
      }
      case RANDOM -> {
        byte[] bytes = key.toArray();
        for (int i = 0; i < bytes.length && !octets.isEmpty(); i++) {
          bytes[i] = (byte) octets.get(i % octets.size());
        }
        yield Bytes.of(bytes);
      }
      case TRUNCATE -> key.slice(0, Math.min(number, Math.max(0, key.size() - 1)));
      case EXTEND -> key.plus(octets);
    };
  }

  private static Bytes flip(Bytes key, int bit) {
    byte[] bytes = key.toArray();
    if (bytes.length == 0) {
      return Bytes.of((byte) 0);
    }
    int at = bit % (bytes.length * 8);
    bytes[at / 8] ^= (byte) (0x80 >> at % 8);
    return Bytes.of(bytes);
  }

  /** Returns the change as it is written in a case. */
  @Override
  public String toString() {
    return switch (kind) {
      case FLIP -> "flip(" + number + ")";
      case ZERO -> "zero";
      case ONES -> "ones";
      case REVERSE -> "reverse";
      case RANDOM -> "random(" + octets.toHex() + ")";
      case TRUNCATE -> "truncate(" + number + ")";
      case EXTEND -> "extend(" + octets.toHex() + ")";
    };
  }

  /** Returns the change that a text in a case stands for. */
  static Optional<KeyChange> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String argument = matcher.group(2) == null ? "" : matcher.group(2);
    for (Kind kind : Kind.values()) {
      if (kind.name().equalsIgnoreCase(matcher.group(1))) {
        try {
          return Optional.of(
              switch (kind) {
                case FLIP, TRUNCATE -> new KeyChange(kind, Integer.parseInt(argument), Bytes.EMPTY);
                case RANDOM, EXTEND -> new KeyChange(kind, 0, Bytes.ofHex(argument));
                default -> new KeyChange(kind, 0, Bytes.EMPTY);
              });
        } catch (IllegalArgumentException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
