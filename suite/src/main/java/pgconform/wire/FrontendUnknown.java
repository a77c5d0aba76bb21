package pgconform.wire;

import io.netty.buffer.ByteBuf;

/** A correct frame whose type byte does not belong to any frontend message. */
public record FrontendUnknown(int type, Bytes body) implements FrontendMessage {
  @Override
  public void encodeBody(ByteBuf out) {
    body.writeTo(out);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).octet("type", type).item("body", body).toString();
  }
}
