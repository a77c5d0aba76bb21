package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A token of the GSSAPI or SSPI authentication. Type 'R', Int32 8, the token up to the end.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-AUTHENTICATIONGSSCONTINUE">Message
 *     Formats</a>
 */
public record AuthenticationGSSContinue(Bytes data) implements BackendMessage {
  /** The Int32 that distinguishes this request from the others of its type. */
  public static final int CODE = 8;

  static AuthenticationGSSContinue decode(Reader in) {
    in.int32("code");
    return new AuthenticationGSSContinue(in.rest("data"));
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
