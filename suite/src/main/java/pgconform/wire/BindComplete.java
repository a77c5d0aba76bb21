package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A Bind has succeeded. Type '2', no body.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-BINDCOMPLETE">Message
 *     Formats</a>
 */
public record BindComplete() implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = '2';

  static BindComplete decode(Reader in) {
    return new BindComplete();
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
