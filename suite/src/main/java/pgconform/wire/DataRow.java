package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/**
 * A row of a result. Type 'D', Int16 count, and for each column an Int32 length, -1 for NULL, and
 * that many bytes.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-DATAROW">Message
 *     Formats</a>
 */
public record DataRow(List<Optional<Bytes>> values) implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'D';

  /** Copies the lists. */
  public DataRow {
    values = List.copyOf(values);
  }

  static DataRow decode(Reader in) {
    return new DataRow(in.values("values", "value"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.values(out, values);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).values("values", values).toString();
  }
}
