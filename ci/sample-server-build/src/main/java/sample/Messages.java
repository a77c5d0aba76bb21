package sample;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Messages of the server, put together octet by octet; and the few parts of those of clients. */
final class Messages {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** What was added since it was taken last. */
  byte[] take() {
    byte[] all = out.toByteArray();
    out.reset();
    return all;
  }

  void add(char type, byte[]... parts) {
    int length = 4;
    for (byte[] part : parts) {
      length += part.length;
    }
    out.write(type);
    out.writeBytes(number(length));
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
  }

  void error(String severity, String state, String message) {
    add(
        'E',
        string("S" + severity),
        string("V" + severity),
        string("C" + state),
        string("M" + message),
        new byte[1]);
  }

  void tag(String tag) {
    add('C', string(tag));
  }

  /** One row with one column. */
  void row(String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    ByteBuffer column = ByteBuffer.allocate(18).putInt(0).putShort((short) 0);
    column.putInt(23).putShort((short) 4).putInt(-1).putShort((short) 0);
    add('T', new byte[] {0, 1}, string("?column?"), column.array());
    add('D', new byte[] {0, 1}, number(text.length), text);
    tag("SELECT 1");
  }

  void negotiate(List<String> unknown) {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    unknown.forEach(name -> names.writeBytes(string(name)));
    // The newest minor version of 3 that this server speaks is 0.
    add('v', number(3 << 16), number(unknown.size()), names.toByteArray());
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  static int number(byte[] body, int at) {
    return ByteBuffer.wrap(body).getInt(at);
  }

  static byte[] string(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }

  /** A string that takes the whole body. */
  static String text(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
  }

  /** A parameter of a StartupMessage. */
  record Parameter(String name, String value) {}

  /** The parameters of a StartupMessage, also those that come twice. */
  static List<Parameter> parameters(byte[] body) {
    String[] words = new String(body, 4, body.length - 4, StandardCharsets.UTF_8).split("\0", -1);
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i + 1 < words.length && !words[i].isEmpty(); i += 2) {
      parameters.add(new Parameter(words[i], words[i + 1]));
    }
    return parameters;
  }
}
