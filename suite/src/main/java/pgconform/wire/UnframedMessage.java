package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A length word that is too small to count itself, or larger than the accepted maximum. It is
 * unknown where the next frame begins.
 *
 * @param type the type byte
 * @param length the length word
 */
public record UnframedMessage(int type, int length) implements BackendMessage {
  @Override
  public void encodeBody(ByteBuf out) {
    // The data after the length word are lost.
  }

  @Override
  public Frame frame() {
    return new Frame(type, length, Bytes.EMPTY, true);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).octet("type", type).item("length", length).toString();
  }
}
