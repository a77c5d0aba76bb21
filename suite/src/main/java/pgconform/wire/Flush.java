package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * Requests the server to send its pending output. Type 'H', no body.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-FLUSH">Message
 *     Formats</a>
 */
public record Flush() implements FrontendMessage {
  /** The type byte. */
  public static final int TYPE = 'H';

  static Flush decode(Reader in) {
    return new Flush();
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
