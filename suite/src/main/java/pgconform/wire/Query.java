package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * Runs a string of SQL. Type 'Q', the string.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-QUERY">Message
 *     Formats</a>
 */
public record Query(String query) implements FrontendMessage {
  /** The type byte. */
  public static final int TYPE = 'Q';

  static Query decode(Reader in) {
    return new Query(in.string("query"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.string(out, query);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).text(query).toString();
  }
}
