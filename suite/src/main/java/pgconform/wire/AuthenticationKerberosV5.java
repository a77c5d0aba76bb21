package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The server requests Kerberos V5 authentication, which is no longer in use. Type 'R', Int32 2.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-AUTHENTICATIONKERBEROSV5">Message
 *     Formats</a>
 */
public record AuthenticationKerberosV5() implements BackendMessage {
  /** The Int32 that distinguishes this request from the others of its type. */
  public static final int CODE = 2;

  static AuthenticationKerberosV5 decode(Reader in) {
    in.int32("code");
    return new AuthenticationKerberosV5();
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
