package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/**
 * Calls a function without SQL. Type 'F', Int32 OID of the function, Int16 count and that many
 * Int16 argument formats, Int16 count and that many arguments with an Int32 length each, Int16
 * result format.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-FUNCTIONCALL">Message
 *     Formats</a>
 */
public record FunctionCall(
    int functionOid,
    List<Integer> argumentFormats,
    List<Optional<Bytes>> arguments,
    int resultFormat)
    implements FrontendMessage {
  /** The type byte. */
  public static final int TYPE = 'F';

  /** Copies the lists. */
  public FunctionCall {
    argumentFormats = List.copyOf(argumentFormats);
    arguments = List.copyOf(arguments);
  }

  static FunctionCall decode(Reader in) {
    return new FunctionCall(
        in.int32("function"),
        in.int16s("argument formats", "format"),
        in.values("arguments", "argument"),
        in.int16("result format"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(functionOid);
    Writer.int16s(out, argumentFormats);
    Writer.values(out, arguments);
    out.writeShort(resultFormat);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this)
        .oid("functionOid", functionOid)
        .list("argumentFormats", argumentFormats)
        .values("arguments", arguments)
        .item("resultFormat", resultFormat)
        .toString();
  }
}
