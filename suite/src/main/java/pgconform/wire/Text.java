package pgconform.wire;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Converts protocol strings to Java strings and back without loss: the octets are read as UTF-8,
 * and an octet that is not part of a valid sequence becomes the unpaired surrogate U+DC80 to U+DCFF
 * that contains its low seven bits, so that encoding yields exactly the octets that were decoded.
 */
public final class Text {
  private static final int SHOWN = 300;

  /** The difference between the surrogate for an octet from 0x80 on and that octet. */
  private static final int ESCAPE = 0xdc00;

  private Text() {}

  /** Decodes octets as text; any octets are accepted. */
  public static String decode(byte[] octets, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, octets.length);
    int end = offset + length;
    int at = offset;
    while (at < end && octets[at] >= 0) {
      at++;
    }
    String ascii = new String(octets, offset, at - offset, StandardCharsets.ISO_8859_1);
    if (at == end) {
      return ascii;
    }
    StringBuilder text = new StringBuilder(length).append(ascii);
    while (at < end) {
      int size = sequence(octets, at, end);
      int first = octets[at] & 0xff;
      switch (size) {
        case 0 -> text.append((char) (ESCAPE + first));
        case 1 -> text.append((char) first);
        case 2 -> text.append((char) ((first & 0x1f) << 6 | low(octets[at + 1])));
        case 3 ->
            text.append(
                (char) ((first & 0xf) << 12 | low(octets[at + 1]) << 6 | low(octets[at + 2])));
        default ->
            text.appendCodePoint(
                (first & 0x7) << 18
                    | low(octets[at + 1]) << 12
                    | low(octets[at + 2]) << 6
                    | low(octets[at + 3]));
      }
      at += Math.max(size, 1);
    }
    return text.toString();
  }

  private static int low(byte continuation) {
    return continuation & 0x3f;
  }

  /**
   * Returns the size of the valid UTF-8 sequence that starts at an index, or 0 if there is none.
   */
  private static int sequence(byte[] octets, int at, int end) {
    int first = octets[at] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int size;
    if (first >= 0xc2 && first <= 0xdf) {
      size = 2;
    } else if (first >= 0xe0 && first <= 0xef) {
      size = 3;
    } else if (first >= 0xf0 && first <= 0xf4) {
      size = 4;
    } else {
      return 0;
    }
    if (end - at < size) {
      return 0;
    }
    // Overlong forms, surrogates and code points beyond the end are recognized by the second octet.
    int second = octets[at + 1] & 0xff;
    int least =
        switch (first) {
          case 0xe0 -> 0xa0;
          case 0xf0 -> 0x90;
          default -> 0x80;
        };
    int most =
        switch (first) {
          case 0xed -> 0x9f;
          case 0xf4 -> 0x8f;
          default -> 0xbf;
        };
    if (second < least || second > most) {
      return 0;
    }
    for (int i = 2; i < size; i++) {
      if ((octets[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return size;
  }

  /**
   * Encodes text as octets, without a terminator. Unpaired surrogates that never result from
   * decoding are written as the three octets that UTF-8 would use if it allowed them.
   */
  public static byte[] encode(String text) {
    byte[] octets = new byte[encodedSize(text)];
    int at = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c < 0x80) {
        octets[at++] = (byte) c;
      } else if (isEscape(c)) {
        octets[at++] = (byte) (c - ESCAPE);
      } else if (c < 0x800) {
        octets[at++] = (byte) (0xc0 | c >> 6);
        octets[at++] = continuation(c);
      } else if (c < 0x10000) {
        octets[at++] = (byte) (0xe0 | c >> 12);
        octets[at++] = continuation(c >> 6);
        octets[at++] = continuation(c);
      } else {
        octets[at++] = (byte) (0xf0 | c >> 18);
        octets[at++] = continuation(c >> 12);
        octets[at++] = continuation(c >> 6);
        octets[at++] = continuation(c);
      }
    }
    return octets;
  }

  private static int encodedSize(String text) {
    int size = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int more;
      if (c < 0x80 || isEscape(c)) {
        more = 1;
      } else if (c < 0x800) {
        more = 2;
      } else {
        more = c < 0x10000 ? 3 : 4;
      }
      size = Math.addExact(size, more);
    }
    return size;
  }

  private static boolean isEscape(int codePoint) {
    return codePoint >= ESCAPE + 0x80 && codePoint <= ESCAPE + 0xff;
  }

  private static byte continuation(int bits) {
    return (byte) (0x80 | (bits & 0x3f));
  }

  /**
   * Returns the text in a form that a terminal or a report may show, with at most 300 characters.
   */
  public static String printable(String text) {
    return printable(text, SHOWN);
  }

  /**
   * Returns the text in a form that a terminal or a report may show: any character that could move
   * the cursor, or reorder or hide the text around it, and anything that is not a character, is
   * written as a backslash with {@code x} and two or {@code u} and four hexadecimal digits, and a
   * backslash is doubled. Passwords are concealed (see {@link PasswordRedaction}). At most {@code
   * limit} characters are kept, and the number of omitted ones is shown.
   */
  public static String printable(String text, int limit) {
    return printable(text, limit, false);
  }

  /** Returns the same text in double quotes, with those inside escaped. */
  public static String quoted(String text) {
    return '"' + printable(text, SHOWN, true) + '"';
  }

  private static String printable(String said, int limit, boolean quotes) {
    // This is done before the text is cut or escaped, after which a password would not be found.
    String text = PasswordRedaction.in(said);
    StringBuilder out = new StringBuilder(Math.min(text.length(), Math.max(0, limit)) + 16);
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      String shown = shown(c, quotes);
      if (out.length() + shown.length() > limit) {
        return out + "… (" + (text.length() - at) + " more)";
      }
      out.append(shown);
      at += Character.charCount(c);
    }
    return out.toString();
  }

  private static String shown(int c, boolean quotes) {
    if (c == '\\') {
      return "\\\\";
    }
    if (c == '"' && quotes) {
      return "\\\"";
    }
    if (c < 0x20 || c == 0x7f) {
      return String.format("\\x%02x", c);
    }
    if (isEscape(c)) {
      return String.format("\\x%02x", c - ESCAPE);
    }
    return isVisible(c) ? Character.toString(c) : escaped(c);
  }

  /** Returns whether a character is visible in its place, and has no other effect. */
  public static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /** Returns a character as Java escapes it, in one or two units of UTF-16. */
  public static String escaped(int codePoint) {
    StringBuilder out = new StringBuilder();
    for (char unit : Character.toChars(codePoint)) {
      out.append(String.format("\\u%04x", (int) unit));
    }
    return out.toString();
  }
}
