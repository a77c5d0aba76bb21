package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * Drops a prepared statement or a portal. Type 'C', one byte, its name as a string.
 *
 * @param target 'S' for a prepared statement, 'P' for a portal
 * @param name its name; empty for the unnamed one
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-CLOSE">Message
 *     Formats</a>
 */
public record Close(char target, String name) implements FrontendMessage {
  /** The type byte. */
  public static final int TYPE = 'C';

  static Close decode(Reader in) {
    return new Close((char) in.letter("target"), in.string("name"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeByte(target);
    Writer.string(out, name);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).octet("target", target).text("name", name).toString();
  }
}
