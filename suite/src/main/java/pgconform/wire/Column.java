package pgconform.wire;

import io.netty.buffer.ByteBuf;

/** What a {@link RowDescription} says of one column. */
public record Column(
    String name,
    int tableOid,
    int attributeNumber,
    int typeOid,
    int typeSize,
    int typeModifier,
    int format) {
  void encode(ByteBuf out) {
    Writer.string(out, name);
    out.writeInt(tableOid);
    out.writeShort(attributeNumber);
    out.writeInt(typeOid);
    out.writeShort(typeSize);
    out.writeInt(typeModifier);
    out.writeShort(format);
  }

  static Column decode(Reader in) {
    return new Column(
        in.string(), in.int32(), in.int16(), in.int32(), in.int16(), in.int32(), in.int16());
  }

  @Override
  public String toString() {
    return Text.quoted(name) + " " + Integer.toUnsignedString(typeOid);
  }
}
