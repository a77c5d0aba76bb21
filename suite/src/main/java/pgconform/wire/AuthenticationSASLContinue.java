package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A challenge of the SASL mechanism. Type 'R', Int32 11, the challenge up to the end.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-AUTHENTICATIONSASLCONTINUE">Message
 *     Formats</a>
 */
public record AuthenticationSASLContinue(Bytes data) implements BackendMessage {
  /** The Int32 that tells this request from the others of its type. */
  public static final int CODE = 11;

  static AuthenticationSASLContinue decode(Reader in) {
    in.int32("code");
    return new AuthenticationSASLContinue(in.rest("data"));
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
    return Show.of(this).secret(data.size()).toString();
  }
}
