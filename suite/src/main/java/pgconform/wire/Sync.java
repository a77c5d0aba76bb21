package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * Ends a series of extended-query messages. Type 'S', no body.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-SYNC">Message
 *     Formats</a>
 */
public record Sync() implements FrontendMessage {
  /** The type byte. */
  public static final int TYPE = 'S';

  static Sync decode(Reader in) {
    return new Sync();
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
