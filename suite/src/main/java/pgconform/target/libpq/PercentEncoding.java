package pgconform.target.libpq;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import pgconform.target.failure.BadTarget;

/** Percent-encoding as libpq reads it in connection URLs. */
public final class PercentEncoding {
  private PercentEncoding() {}

  /**
   * Decodes one part of a URL; a plus stays a plus, and spaces around the part are dropped.
   *
   * @param what the name of the part in the message, which never contains the text itself
   */
  public static String decode(String what, String text) {
    String trimmed = trim(text);
    if (trimmed.indexOf(' ') >= 0) {
      throw new BadTarget(what + " in the URL has a space: write it as %20");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] raw = trimmed.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        bytes.write(raw[i]);
        continue;
      }
      int high = i + 1 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new BadTarget(what + " in the URL has a % without two hexadecimal digits after it");
      }
      if (high == 0 && low == 0) {
        throw new BadTarget(what + " in the URL holds %00, which PostgreSQL cannot take");
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BadTarget(what + " in the URL is not UTF-8 once decoded");
    }
  }

  /** Encodes the delimiters of URLs and everything that is not printable ASCII. */
  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "-._~".indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append("%02X".formatted((int) c));
      }
    }
    return encoded.toString();
  }

  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && text.charAt(start) == ' ') {
      start++;
    }
    while (end > start && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(start, end);
  }
}
