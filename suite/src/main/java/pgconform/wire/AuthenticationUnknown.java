package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * An authentication request that the protocol does not define. Type 'R', another Int32, any data.
 */
public record AuthenticationUnknown(int code, Bytes data) implements BackendMessage {
  static AuthenticationUnknown decode(Reader in) {
    return new AuthenticationUnknown(in.int32("code"), in.rest("data"));
  }

  @Override
  public int type() {
    return Authentication.TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(code);
    data.writeTo(out);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).item("code", code).item("data", data).toString();
  }
}
