package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A command has succeeded. Type 'C', the command's tag as a string.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-COMMANDCOMPLETE">Message
 *     Formats</a>
 */
public record CommandComplete(String tag) implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'C';

  static CommandComplete decode(Reader in) {
    return new CommandComplete(in.string("tag"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.string(out, tag);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).text(tag).toString();
  }
}
