package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * Ends the session. Type 'X', no body.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-TERMINATE">Message
 *     Formats</a>
 */
public record Terminate() implements FrontendMessage {
  /** The type byte. */
  public static final int TYPE = 'X';

  static Terminate decode(Reader in) {
    return new Terminate();
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
