package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The server requests a cleartext password. Type 'R', Int32 3.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-AUTHENTICATIONCLEARTEXTPASSWORD">Message
 *     Formats</a>
 */
public record AuthenticationCleartextPassword() implements BackendMessage {
  /** The Int32 that distinguishes this request from the others of its type. */
  public static final int CODE = 3;

  static AuthenticationCleartextPassword decode(Reader in) {
    in.int32("code");
    return new AuthenticationCleartextPassword();
  }

  @Override
  public int type() {
    return Authentication.TYPE;
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
