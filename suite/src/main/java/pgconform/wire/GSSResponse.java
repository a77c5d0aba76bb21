package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A token of the GSSAPI or SSPI authentication. Type 'p', the token up to the end.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-GSSRESPONSE">Message
 *     Formats</a>
 */
public record GSSResponse(Bytes data) implements FrontendMessage {
  static GSSResponse decode(Reader in) {
    return new GSSResponse(in.rest("data"));
  }

  @Override
  public int type() {
    return PasswordKind.TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    data.writeTo(out);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).secret(data.size()).toString();
  }
}
