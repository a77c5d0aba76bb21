package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The key that a CancelRequest for this session must contain. Type 'K', Int32 process ID, the
 * secret key up to the end: four bytes in protocol 3.0, up to 256 from 3.2 on.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-BACKENDKEYDATA">Message
 *     Formats</a>
 */
public record BackendKeyData(int processId, Bytes secretKey) implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'K';

  static BackendKeyData decode(Reader in) {
    return new BackendKeyData(in.int32("process ID"), in.rest("secret key"));
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
