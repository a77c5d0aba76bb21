package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The value of a run-time parameter, which is sent at start-up and whenever it changes. Type 'S',
 * name and value as strings.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-PARAMETERSTATUS">Message
 *     Formats</a>
 */
public record ParameterStatus(String name, String value) implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'S';

  static ParameterStatus decode(Reader in) {
    return new ParameterStatus(in.string("name"), in.string("value"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.string(out, name);
    Writer.string(out, value);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).text(name, value).toString();
  }
}
