package pgconform.wire;

import io.netty.buffer.ByteBuf;

/** A correct frame whose type byte does not belong to any backend message. */
public record UnknownMessage(int type, Bytes body) implements BackendMessage {
  @Override
  public void encodeBody(ByteBuf out) {
    body.writeTo(out);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).octet("type", type).item("body", body).toString();
  }
}
