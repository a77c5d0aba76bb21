package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * A field of an {@link ErrorResponse} or {@link NoticeResponse}: its one-byte code and its text.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-error-fields.html">Error and
 *     Notice Message Fields</a>
 */
public record Field(char code, String value) {
  private static final String BARE = "SVCPpL";

  /** Writes fields and the zero byte after the last one. */
  static void encodeAll(ByteBuf out, List<Field> fields) {
    for (Field field : fields) {
      out.writeByte(field.code());
      Writer.string(out, field.value());
    }
    out.writeByte(0);
  }

  /** Reads fields up to the zero byte after the last one. */
  static List<Field> decodeAll(Reader in) {
    List<Field> fields = new ArrayList<>();
    while (in.another(fields, "ends inside a byte")) {
      fields.add(new Field((char) in.letter("code"), in.string("text")));
    }
    return fields;
  }

  @Override
  public String toString() {
    boolean bare = BARE.indexOf(code) >= 0 && value.matches("[A-Za-z0-9]{1,20}");
    return Text.printable(String.valueOf(code))
        + "="
        + (bare ? Text.printable(value) : Text.quoted(value));
  }
}
