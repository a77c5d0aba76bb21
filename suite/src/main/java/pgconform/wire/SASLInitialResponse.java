package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * The chosen SASL mechanism and its first response. Type 'p', the mechanism's name as a string,
 * Int32 length, -1 for no response, and that many bytes.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-SASLINITIALRESPONSE">Message
 *     Formats</a>
 */
public record SASLInitialResponse(String mechanism, Optional<Bytes> data)
    implements FrontendMessage {
  static SASLInitialResponse decode(Reader in) {
    return new SASLInitialResponse(in.string("mechanism"), in.value("data"));
  }

  @Override
  public int type() {
    return PasswordKind.TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.string(out, mechanism);
    Writer.value(out, data);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).secret(data.map(Bytes::size).orElse(0)).toString();
  }
}
