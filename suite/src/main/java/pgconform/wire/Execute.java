package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * Runs a portal. Type 'E', its name as a string, Int32 maximum number of rows, 0 for all.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-EXECUTE">Message
 *     Formats</a>
 */
public record Execute(String portal, int maxRows) implements FrontendMessage {
  /** The type byte. */
  public static final int TYPE = 'E';

  static Execute decode(Reader in) {
    return new Execute(in.string("portal"), in.int32("maximum of rows"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.string(out, portal);
    out.writeInt(maxRows);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).text("portal", portal).item("maxRows", maxRows).toString();
  }
}
