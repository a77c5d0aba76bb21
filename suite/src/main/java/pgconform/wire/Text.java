package pgconform.wire;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Protocol strings as Java strings, without loss: the octets are read as UTF-8, and an octet that
 * belongs to no valid sequence becomes the lone surrogate U+DC80 to U+DCFF that carries its low
 * seven bits, so that encoding gives back the very octets that were decoded.
 */
public final class Text {
  private static final int SHOWN = 300;

  /** What is added to an octet from 0x80 up to get the surrogate that stands for it. */
  private static final int ESCAPE = 0xdc00;

  private Text() {}

  /** Reads octets as text; any octets will do. */
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

  /** The size of the valid UTF-8 sequence that starts at an index, or 0 if none does. */
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
    // The second octet is where overlong forms, surrogates and code points past the end show.
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
   * Writes text as octets, without a terminator. Surrogates that decoding never leaves alone are
   * written as the three octets UTF-8 would use for them if it allowed them.
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

  /** The text as a terminal or a report may show it, at most 300 characters of it. */
  public static String printable(String text) {
    return printable(text, SHOWN);
  }

  /**
   * The text as a terminal or a report may show it: whatever could move a cursor, reorder or hide
   * what stands around it, or is no character at all, is written as a backslash with {@code x} and
   * two or {@code u} and four hexadecimal digits, and a backslash is doubled. Passwords are {@link
   * Concealed}. No more than {@code limit} characters are kept; what is left out is counted.
   */
  public static String printable(String text, int limit) {
    return printable(text, limit, false);
  }

  /** The same between double quotes, with those inside escaped. */
  public static String quoted(String text) {
    return '"' + printable(text, SHOWN, true) + '"';
  }

  private static String printable(String said, int limit, boolean quotes) {
    // Before it is cut or escaped, in which a password would not be found any more.
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

  /** Whether a character shows where it stands, and does nothing else. */
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

  /** A character as Java escapes it, in one or two units of UTF-16. */
  public static String escaped(int codePoint) {
    StringBuilder out = new StringBuilder();
    for (char unit : Character.toChars(codePoint)) {
      out.append(String.format("\\u%04x", (int) unit));
    }
    return out.toString();
  }
}
