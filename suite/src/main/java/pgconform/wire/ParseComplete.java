package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A Parse has succeeded. Type '1', no body.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-PARSECOMPLETE">Message
 *     Formats</a>
 */
public record ParseComplete() implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = '1';

  static ParseComplete decode(Reader in) {
    return new ParseComplete();
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    // Nothing follows the length word.
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).toString();
  }
}
