package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/** Writes the fields that bodies are made of. */
final class Writer {
  private Writer() {}

  /** A String with its terminator. */
  static void string(ByteBuf out, String text) {
    out.writeBytes(Text.encode(text)).writeByte(0);
  }

  /** An Int32 length and so many octets, or -1 for a NULL. */
  static void value(ByteBuf out, Optional<Bytes> value) {
    out.writeInt(value.map(Bytes::size).orElse(-1));
    value.ifPresent(octets -> octets.writeTo(out));
  }

  /** An Int16 count and so many values. */
  static void values(ByteBuf out, List<Optional<Bytes>> values) {
    out.writeShort(values.size());
    values.forEach(value -> value(out, value));
  }

  /** An Int16 count and so many Int16. */
  static void int16s(ByteBuf out, List<Integer> values) {
    out.writeShort(values.size());
    values.forEach(out::writeShort);
  }

  /** An Int16 count and so many Int32. */
  static void int32s(ByteBuf out, List<Integer> values) {
    out.writeShort(values.size());
    values.forEach(out::writeInt);
  }
}
