package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * The columns of the following rows. Type 'T', Int16 count and that many columns.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-ROWDESCRIPTION">Message
 *     Formats</a>
 */
public record RowDescription(List<Column> columns) implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'T';

  /** Copies the lists. */
  public RowDescription {
    columns = List.copyOf(columns);
  }

  static RowDescription decode(Reader in) {
    return new RowDescription(in.list("columns", () -> Column.decode(in)));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeShort(columns.size());
    columns.forEach(column -> column.encode(out));
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).list("columns", columns).toString();
  }
}
