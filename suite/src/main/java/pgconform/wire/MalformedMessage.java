package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A frame whose body does not have the format of its type, or the beginning of one, after which the
 * connection ended.
 *
 * @param type the type byte
 * @param length the length word, which is correct; {@link #CUT} if the connection ended too early
 * @param body the data after the length word; all data that came, if the connection ended too early
 * @param reason what is wrong with the body
 */
public record MalformedMessage(int type, int length, Bytes body, String reason)
    implements BackendMessage {
  private static final int CUT = -1;

  /**
   * Returns a message that was cut off by the end of the connection.
   *
   * @param octets the octets of it that came, at least its type byte
   */
  public static MalformedMessage cut(Bytes octets) {
    return new MalformedMessage(
        octets.get(0), CUT, octets, "the connection ended within the message");
  }

  @Override
  public void encodeBody(ByteBuf out) {
    body.writeTo(out);
  }

  @Override
  public Frame frame() {
    return length == CUT ? Frame.raw(body) : new Frame(type, length, body, true);
  }

  @Override
  public String toString() {
    if (length == CUT) {
      return MessageFormatter.of(this).item(Text.printable(reason)).item("bytes", body).toString();
    }
    return MessageFormatter.of(this)
        .octet("type", type)
        .item("length", length)
        .item(Text.printable(reason))
        .item("body", body)
        .toString();
  }
}
