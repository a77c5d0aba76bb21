package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * Requests TLS. No type byte, Int32 80877103. The answer is a single byte.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-SSLREQUEST">Message
 *     Formats</a>
 */
public record SSLRequest() implements FrontendMessage {
  /** The Int32 at the start of the body that identifies this packet. */
  public static final int CODE = 1234 << 16 | 5679;

  static SSLRequest decode(Reader in) {
    in.int32("code");
    return new SSLRequest();
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
