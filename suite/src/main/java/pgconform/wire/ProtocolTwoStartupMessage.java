package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * Opens a session of protocol 2.0. No type byte, Int32 version, then texts in fields of fixed size,
 * padded with zeros or cut if they are longer: the database in 64 octets, the user in 32, and 64
 * octets each for options, an unused field and a terminal, which are empty here.
 */
public record ProtocolTwoStartupMessage(String database, String user) implements FrontendMessage {
  /** The Int32 at the start of the body: version 2.0. */
  public static final int CODE = 2 << 16;

  private static final int DATABASE = 64;
  private static final int USER = 32;
  private static final int OTHERS = 3 * 64;

  static ProtocolTwoStartupMessage decode(Reader in) {
    in.version("version");
    String database = text(in, "database", DATABASE);
    String user = text(in, "user", USER);
    if (!text(in, "options and terminal", OTHERS).isEmpty()) {
      in.fail("options or a terminal, which are not read");
    }
    return new ProtocolTwoStartupMessage(database, user);
  }

  private static String text(Reader in, String name, int size) {
    Bytes field = in.bytes(name, size);
    int end = 0;
    while (end < field.size() && field.get(end) != 0) {
      end++;
    }
    for (int i = end; i < field.size(); i++) {
      if (field.get(i) != 0) {
        in.fail("octets behind the end of a text");
      }
    }
    return field.slice(0, end).text();
  }

  @Override
  public int type() {
    return NO_TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(CODE);
    write(out, database, DATABASE);
    write(out, user, USER);
    out.writeZero(OTHERS);
  }

  private static void write(ByteBuf out, String text, int size) {
    Bytes octets = Bytes.ofText(text);
    Bytes kept = octets.slice(0, Math.min(size, octets.size()));
    kept.writeTo(out);
    out.writeZero(size - kept.size());
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).text("database", database).text("user", user).toString();
  }
}
