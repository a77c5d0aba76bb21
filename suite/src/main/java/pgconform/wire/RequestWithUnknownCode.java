package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A packet whose code lies where codes that are no versions lie, major number 1234, but stands for
 * nothing. No type byte, the Int32, whatever follows.
 */
public record RequestWithUnknownCode(int code, Bytes data) implements FrontendMessage {
  static RequestWithUnknownCode decode(Reader in) {
    return new RequestWithUnknownCode(in.int32("code"), in.rest("data"));
  }

  @Override
  public int type() {
    return NO_TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(code);
    data.writeTo(out);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this)
        .item("code", ProtocolVersion.of(code))
        .item("data", data)
        .toString();
  }
}
