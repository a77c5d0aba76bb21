package pgconform.wire;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Conceals the passwords that this process was given. A server may repeat them anywhere, for
 * example in an error, a parameter or a row, so the texts and octets of a peer are shown without
 * them.
 */
public final class PasswordRedaction {
  /**
   * The minimum length: shorter passwords could not be distinguished from parts of ordinary words.
   */
  private static final int LEAST = 4;

  /** What is shown instead of a password. */
  public static final String MASK = "****";

  private static final List<String> WORDS = new CopyOnWriteArrayList<>();

  private PasswordRedaction() {}

  /** Conceals a password from now on, if it has at least four characters. */
  public static synchronized void add(String password) {
    if (password.length() >= LEAST && !WORDS.contains(password)) {
      WORDS.add(password);
      // One password may be a part of another.
      WORDS.sort(Comparator.comparing(String::length).reversed());
    }
  }

  /** Stops concealing all passwords; for programs that execute several commands in one process. */
  public static void clear() {
    WORDS.clear();
  }

  /** Returns a text of a peer without passwords. */
  public static String in(String text) {
    String result = text;
    for (String word : WORDS) {
      result = result.replace(word, MASK);
    }
    return result;
  }

  /** Returns octets of a peer in which each octet of a password is replaced by an asterisk. */
  public static Bytes in(Bytes octets) {
    if (WORDS.isEmpty()) {
      return octets;
    }
    byte[] result = octets.toArray();
    boolean found = false;
    for (String word : WORDS) {
      found |= mask(result, Text.encode(word));
    }
    return found ? Bytes.of(result) : octets;
  }

  private static boolean mask(byte[] octets, byte[] word) {
    boolean found = false;
    for (int at = 0; at + word.length <= octets.length; at++) {
      if (Arrays.equals(octets, at, at + word.length, word, 0, word.length)) {
        Arrays.fill(octets, at, at + word.length, (byte) '*');
        found = true;
      }
    }
    return found;
  }
}
