package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The data of a COPY will not be completed. Type 'f', the reason as a string.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-COPYFAIL">Message
 *     Formats</a>
 */
public record CopyFail(String message) implements FrontendMessage {
  /** The type byte. */
  public static final int TYPE = 'f';

  static CopyFail decode(Reader in) {
    return new CopyFail(in.string("message"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.string(out, message);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).text(message).toString();
  }
}
