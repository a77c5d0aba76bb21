package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * The server waits for the data of a COPY. Type 'G', Int8 overall format, Int16 count and that many
 * Int16 column formats.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-COPYINRESPONSE">Message
 *     Formats</a>
 */
public record CopyInResponse(int format, List<Integer> columnFormats) implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'G';

  /** Copies the lists. */
  public CopyInResponse {
    columnFormats = List.copyOf(columnFormats);
  }

  static CopyInResponse decode(Reader in) {
    return new CopyInResponse(in.int8("format"), in.int16s("column formats", "format"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeByte(format);
    Writer.int16s(out, columnFormats);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this)
        .item("format", format)
        .list("columnFormats", columnFormats)
        .toString();
  }
}
