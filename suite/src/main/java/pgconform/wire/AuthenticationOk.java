package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The authentication was successful. Type 'R', Int32 0.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-AUTHENTICATIONOK">Message
 *     Formats</a>
 */
public record AuthenticationOk() implements BackendMessage {
  /** The Int32 that distinguishes this request from the others of its type. */
  public static final int CODE = 0;

  static AuthenticationOk decode(Reader in) {
    in.int32("code");
    return new AuthenticationOk();
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
