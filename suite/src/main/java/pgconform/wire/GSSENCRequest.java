package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * Requests GSSAPI encryption. No type byte, Int32 80877104. The answer is a single byte.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-GSSENCREQUEST">Message
 *     Formats</a>
 */
public record GSSENCRequest() implements FrontendMessage {
  /** The Int32 at the start of the body that identifies this packet. */
  public static final int CODE = 1234 << 16 | 5680;

  static GSSENCRequest decode(Reader in) {
    in.int32("code");
    return new GSSENCRequest();
  }

  @Override
  public int type() {
    return NO_TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(CODE);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).toString();
  }
}
