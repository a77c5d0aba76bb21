package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A statement or portal returns no rows. Type 'n', no body.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-NODATA">Message
 *     Formats</a>
 */
public record NoData() implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'n';

  static NoData decode(Reader in) {
    return new NoData();
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
