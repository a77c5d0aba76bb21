package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A password, in cleartext or MD5-encrypted. Type 'p', a string.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-PASSWORDMESSAGE">Message
 *     Formats</a>
 */
public record PasswordMessage(String password) implements FrontendMessage {
  static PasswordMessage decode(Reader in) {
    return new PasswordMessage(in.string("password"));
  }

  @Override
  public int type() {
    return PasswordKind.TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.string(out, password);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).secret(Text.encode(password).length).toString();
  }
}
