package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A further response of the SASL mechanism. Type 'p', data up to the end.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-SASLRESPONSE">Message
 *     Formats</a>
 */
public record SASLResponse(Bytes data) implements FrontendMessage {
  static SASLResponse decode(Reader in) {
    return new SASLResponse(in.rest("data"));
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
