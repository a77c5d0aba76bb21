package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * The parameters of a prepared statement. Type 't', Int16 count and that many Int32 type OIDs.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-PARAMETERDESCRIPTION">Message
 *     Formats</a>
 */
public record ParameterDescription(List<Integer> parameterTypes) implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 't';

  /** Copies the lists. */
  public ParameterDescription {
    parameterTypes = List.copyOf(parameterTypes);
  }

  static ParameterDescription decode(Reader in) {
    return new ParameterDescription(in.int32s("parameters", "type"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.int32s(out, parameterTypes);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).oids("parameterTypes", parameterTypes).toString();
  }
}
