package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * An error. Type 'E', fields of a code byte and a string each, a zero byte after the last one.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-ERRORRESPONSE">Message
 *     Formats</a>
 */
public record ErrorResponse(List<Field> fields) implements BackendMessage, Diagnostic {
  /** The type byte. */
  public static final int TYPE = 'E';

  /** Copies the lists. */
  public ErrorResponse {
    fields = List.copyOf(fields);
  }

  /** Returns an error with the fields that every error has. */
  public static ErrorResponse of(String severity, String code, String message) {
    return new ErrorResponse(
        List.of(
            new Field('S', severity),
            new Field('V', severity),
            new Field('C', code),
            new Field('M', message)));
  }

  static ErrorResponse decode(Reader in) {
    return new ErrorResponse(Field.decodeAll(in));
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
