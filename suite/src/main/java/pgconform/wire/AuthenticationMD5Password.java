package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The server requests an MD5-encrypted password. Type 'R', Int32 5, four bytes of salt.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-AUTHENTICATIONMD5PASSWORD">Message
 *     Formats</a>
 */
public record AuthenticationMD5Password(Bytes salt) implements BackendMessage {
  /** The Int32 that distinguishes this request from the others of its type. */
  public static final int CODE = 5;

  private static final int SALT = 4;

  static AuthenticationMD5Password decode(Reader in) {
    in.int32("code");
    return new AuthenticationMD5Password(in.bytes("salt", SALT));
  }

  @Override
  public int type() {
    return Authentication.TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(CODE);
    salt.writeTo(out);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).item("salt", salt).toString();
  }
}
