package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The copied data is complete, and may have been sent in either direction. Type 'c', no body.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-COPYDONE">Message
 *     Formats</a>
 */
public record CopyDone() implements FrontendMessage, BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'c';

  static CopyDone decode(Reader in) {
    return new CopyDone();
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
