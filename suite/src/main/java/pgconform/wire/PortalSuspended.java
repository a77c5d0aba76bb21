package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * An Execute has reached its maximum number of rows. Type 's', no body.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-PORTALSUSPENDED">Message
 *     Formats</a>
 */
public record PortalSuspended() implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 's';

  static PortalSuspended decode(Reader in) {
    return new PortalSuspended();
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
