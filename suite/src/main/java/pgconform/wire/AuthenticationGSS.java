package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The server requests GSSAPI authentication. Type 'R', Int32 7.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-AUTHENTICATIONGSS">Message
 *     Formats</a>
 */
public record AuthenticationGSS() implements BackendMessage {
  /** The Int32 that distinguishes this request from the others of its type. */
  public static final int CODE = 7;

  static AuthenticationGSS decode(Reader in) {
    in.int32("code");
    return new AuthenticationGSS();
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
