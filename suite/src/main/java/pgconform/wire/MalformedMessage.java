package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A frame whose body is not what its type demands, or the beginning of one behind which the
 * connection ended.
 *
 * @param type the type byte
 * @param length the length word, which is true; {@link #CUT} if the connection ended too early
 * @param body what came behind the length word; all that came, if the connection ended too early
 * @param reason what is wrong with the body
 */
public record MalformedMessage(int type, int length, Bytes body, String reason)
    implements BackendMessage {
  private static final int CUT = -1;

  /**
   * A message within which the connection ended.
   *
   * @param octets what came of it, at least its type byte
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
