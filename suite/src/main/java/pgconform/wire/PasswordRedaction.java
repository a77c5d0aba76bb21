package pgconform.wire;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The passwords that this process was told. A server may repeat them wherever it says something: in
 * an error, a parameter, a row. So what is shown of the words and octets of a peer is shown without
 * them.
 */
public final class PasswordRedaction {
  /** Shorter ones could not be told from parts of ordinary words. */
  private static final int LEAST = 4;

  private static final String MASK = "****";

  private static final List<String> WORDS = new CopyOnWriteArrayList<>();

  private PasswordRedaction() {}

  /** Conceals a password from now on, if it has at least four characters. */
  public static synchronized void add(String password) {
    if (password.length() >= LEAST && !WORDS.contains(password)) {
      WORDS.add(password);
      // One may be a part of another.
      WORDS.sort(Comparator.comparing(String::length).reversed());
    }
  }

  /** Conceals nothing any more; for whoever executes several commands in one process. */
  public static void clear() {
    WORDS.clear();
  }

  /** A text of a peer without passwords. */
  public static String in(String text) {
    String result = text;
    for (String word : WORDS) {
      result = result.replace(word, MASK);
    }
    return result;
  }

  /** Octets of a peer, in which each octet of a password is an asterisk. */
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
