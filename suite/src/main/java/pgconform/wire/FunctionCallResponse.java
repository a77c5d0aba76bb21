package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * The result of a function call. Type 'V', Int32 length, -1 for NULL, and that many bytes.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-FUNCTIONCALLRESPONSE">Message
 *     Formats</a>
 */
public record FunctionCallResponse(Optional<Bytes> value) implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'V';

  static FunctionCallResponse decode(Reader in) {
    return new FunctionCallResponse(in.value("result"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.value(out, value);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).value(value).toString();
  }
}
