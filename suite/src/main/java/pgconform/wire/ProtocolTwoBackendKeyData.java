package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The key that a CancelRequest for a session of protocol 2.0 must contain. Type 'K', no length
 * word, Int32 process ID, four octets of secret key.
 *
 * @param secretKey the secret key of four octets
 */
public record ProtocolTwoBackendKeyData(int processId, Bytes secretKey)
    implements ProtocolTwoMessage {
  /** The type byte. */
  public static final int TYPE = 'K';

  static ProtocolTwoBackendKeyData decode(Reader in) {
    return new ProtocolTwoBackendKeyData(
        in.int32("process ID"), in.bytes("secret key", Integer.BYTES));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(processId);
    secretKey.writeTo(out);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this)
        .item("processId", processId)
        .item("secretKey", secretKey)
        .toString();
  }
}
