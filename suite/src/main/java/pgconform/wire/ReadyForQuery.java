package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The server is ready for a new query. Type 'Z', one byte of transaction status.
 *
 * @param status 'I' outside a transaction block, 'T' inside, 'E' inside one that has failed
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-READYFORQUERY">Message
 *     Formats</a>
 */
public record ReadyForQuery(int status) implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'Z';

  static ReadyForQuery decode(Reader in) {
    return new ReadyForQuery(in.letter("status"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeByte(status);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).item(state()).toString();
  }

  private String state() {
    return switch (status) {
      case 'I' -> "idle";
      case 'T' -> "in transaction";
      case 'E' -> "failed transaction";
      default -> String.format("status=0x%02x", status);
    };
  }
}
