package pgconform.wire;

import io.netty.buffer.ByteBuf;

/** The description of one column in a {@link RowDescription}. */
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
        in.string("name"),
        in.int32("table"),
        in.int16("attribute"),
        in.int32("type"),
        in.int16("type size"),
        in.int32("type modifier"),
        in.int16("format"));
  }

  @Override
  public String toString() {
    return Text.quoted(name) + " " + Integer.toUnsignedString(typeOid);
  }
}
