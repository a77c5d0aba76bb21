package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Prepares a statement. Type 'P', its name and the query as strings, Int16 count and that many
 * Int32 type OIDs, 0 for a type that the server must infer.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-PARSE">Message
 *     Formats</a>
 */
public record Parse(String statement, String query, List<Integer> parameterTypes)
    implements FrontendMessage {
  /** The type byte. */
  public static final int TYPE = 'P';

  /** Copies the lists. */
  public Parse {
    parameterTypes = List.copyOf(parameterTypes);
  }

  static Parse decode(Reader in) {
    return new Parse(
        in.string("statement"), in.string("query"), in.int32s("parameter types", "type"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.string(out, statement);
    Writer.string(out, query);
    Writer.int32s(out, parameterTypes);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this)
        .text("statement", statement)
        .text("query", query)
        .oids("parameterTypes", parameterTypes)
        .toString();
  }
}
