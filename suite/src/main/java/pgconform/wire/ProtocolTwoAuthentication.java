package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * An authentication request of protocol 2.0. Type 'R', no length word, Int32 code: 0 if the
 * authentication was successful, 3 for a cleartext password. Requests with further data after the
 * code are not decoded.
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
