package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/**
 * Creates a portal from a prepared statement and its parameters. Type 'B', portal and statement as
 * strings, Int16 count and that many Int16 parameter formats, Int16 count and that many values with
 * an Int32 length each, Int16 count and that many Int16 result formats.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-BIND">Message
 *     Formats</a>
 */
public record Bind(
    String portal,
    String statement,
    List<Integer> parameterFormats,
    List<Optional<Bytes>> parameterValues,
    List<Integer> resultFormats)
    implements FrontendMessage {
  /** The type byte. */
  public static final int TYPE = 'B';

  /** Copies the lists. */
  public Bind {
    parameterFormats = List.copyOf(parameterFormats);
    parameterValues = List.copyOf(parameterValues);
    resultFormats = List.copyOf(resultFormats);
  }

  static Bind decode(Reader in) {
    return new Bind(
        in.string("portal"),
        in.string("statement"),
        in.int16s("parameter formats", "format"),
        in.values("parameters", "parameter"),
        in.int16s("result formats", "format"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.string(out, portal);
    Writer.string(out, statement);
    Writer.int16s(out, parameterFormats);
    Writer.values(out, parameterValues);
    Writer.int16s(out, resultFormats);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this)
        .text("portal", portal)
        .text("statement", statement)
        .list("parameterFormats", parameterFormats)
        .values("parameterValues", parameterValues)
        .list("resultFormats", resultFormats)
        .toString();
  }
}
