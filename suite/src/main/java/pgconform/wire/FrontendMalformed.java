package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A frame whose body does not have the format of its type.
 *
 * @param type the type byte, or {@link Message#NO_TYPE}
 * @param length the length word, which is correct
 * @param body the data after the length word
 * @param reason what is wrong with the body
 */
public record FrontendMalformed(int type, int length, Bytes body, String reason)
    implements FrontendMessage {
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
    MessageFormatter show =
        MessageFormatter.of(this)
            .octet("type", type)
            .item("length", length)
            .item(Text.printable(reason));
    // In any case, it may contain a password.
    return (type == PasswordKind.TYPE ? show.secret(body.size()) : show.item("body", body))
        .toString();
  }
}
