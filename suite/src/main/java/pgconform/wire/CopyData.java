package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A piece of copied data, in either direction. Type 'd', the data up to the end.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-COPYDATA">Message
 *     Formats</a>
 */
public record CopyData(Bytes data) implements FrontendMessage, BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'd';

  static CopyData decode(Reader in) {
    return new CopyData(in.rest("data"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    data.writeTo(out);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).item("data", data).toString();
  }
}
