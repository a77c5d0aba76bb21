package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

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
    MessageFormatter line = MessageFormatter.of(this).octet("type", type).item("length", length);
    String octets = new String(frame().toBytes().toArray(), StandardCharsets.ISO_8859_1);
    // A server of another protocol, such as HTTP, is recognized by the text that it sends.
    return (octets.matches("[ -~]+") ? line.text("octets", octets) : line).toString();
  }
}
