package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A frame whose body is not what its type demands.
 *
 * @param type the type byte
 * @param length the length word, which is true
 * @param body what came behind the length word
 * @param reason what is wrong with the body
 */
public record MalformedMessage(int type, int length, Bytes body, String reason)
    implements BackendMessage {
  @Override
  public void encodeBody(ByteBuf out) {
    body.writeTo(out);
  }

  @Override
  public Frame frame() {
    return new Frame(type, length, body, true);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this)
        .octet("type", type)
        .item("length", length)
        .item(Text.printable(reason))
        .item("body", body)
        .toString();
  }
}
