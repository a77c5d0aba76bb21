package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * An authentication request of protocol 2.0. Type 'R', no length word, Int32 code: 0 when no more
 * is wanted, 3 for a password in plaintext. Those behind whose code more follows are not read.
 */
public record ProtocolTwoAuthentication(int code) implements ProtocolTwoMessage {
  /** The type byte. */
  public static final int TYPE = 'R';

  static ProtocolTwoAuthentication decode(Reader in) {
    return new ProtocolTwoAuthentication(in.int32("code"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(code);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).item("code", code).toString();
  }
}
