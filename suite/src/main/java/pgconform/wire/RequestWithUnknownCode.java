package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A packet whose code has the major number 1234, like all codes that are not versions, but is not
 * defined. No type byte, the Int32, any data.
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
