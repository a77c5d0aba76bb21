package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The additional data of the SASL mechanism at its successful end. Type 'R', Int32 12, data up to
 * the end.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-AUTHENTICATIONSASLFINAL">Message
 *     Formats</a>
 */
public record AuthenticationSASLFinal(Bytes data) implements BackendMessage {
  /** The Int32 that distinguishes this request from the others of its type. */
  public static final int CODE = 12;

  static AuthenticationSASLFinal decode(Reader in) {
    in.int32("code");
    return new AuthenticationSASLFinal(in.rest("data"));
  }

  @Override
  public int type() {
    return Authentication.TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(CODE);
    data.writeTo(out);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).secret(data.size()).toString();
  }
}
