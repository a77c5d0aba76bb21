package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A Close has succeeded. Type '3', no body.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-CLOSECOMPLETE">Message
 *     Formats</a>
 */
public record CloseComplete() implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = '3';

  static CloseComplete decode(Reader in) {
    return new CloseComplete();
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
