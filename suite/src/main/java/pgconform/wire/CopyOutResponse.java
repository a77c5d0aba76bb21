package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * The data of a COPY will follow. Type 'H', Int8 overall format, Int16 count and that many Int16
 * column formats.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-COPYOUTRESPONSE">Message
 *     Formats</a>
 */
public record CopyOutResponse(int format, List<Integer> columnFormats) implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'H';

  /** Copies the lists. */
  public CopyOutResponse {
    columnFormats = List.copyOf(columnFormats);
  }

  static CopyOutResponse decode(Reader in) {
    return new CopyOutResponse(in.int8("format"), in.int16s("column formats", "format"));
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
