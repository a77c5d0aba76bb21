package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * A notice, which may be sent at any time. Type 'N', fields of a code byte and a string each, a
 * zero byte after the last one.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-NOTICERESPONSE">Message
 *     Formats</a>
 */
public record NoticeResponse(List<Field> fields) implements BackendMessage, Diagnostic {
  /** The type byte. */
  public static final int TYPE = 'N';

  /** Copies the lists. */
  public NoticeResponse {
    fields = List.copyOf(fields);
  }

  static NoticeResponse decode(Reader in) {
    return new NoticeResponse(Field.decodeAll(in));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Field.encodeAll(out, fields);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).each(fields, Field::toString).toString();
  }
}
