package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/** Writes the fields of message bodies. */
final class Writer {
  private Writer() {}

  /** Writes a String with its terminator. */
  static void string(ByteBuf out, String text) {
    out.writeBytes(Text.encode(text)).writeByte(0);
  }

  /** Writes an Int32 length and that many octets; the length is -1 for NULL. */
  static void value(ByteBuf out, Optional<Bytes> value) {
    out.writeInt(value.map(Bytes::size).orElse(-1));
    value.ifPresent(octets -> octets.writeTo(out));
  }

  /** Writes an Int16 count and that many values. */
  static void values(ByteBuf out, List<Optional<Bytes>> values) {
    out.writeShort(values.size());
    values.forEach(value -> value(out, value));
  }

  /** Writes an Int16 count and that many Int16 numbers. */
  static void int16s(ByteBuf out, List<Integer> values) {
    out.writeShort(values.size());
    values.forEach(out::writeShort);
  }

  /** Writes an Int16 count and that many Int32 numbers. */
  static void int32s(ByteBuf out, List<Integer> values) {
    out.writeShort(values.size());
    values.forEach(out::writeInt);
  }
}
