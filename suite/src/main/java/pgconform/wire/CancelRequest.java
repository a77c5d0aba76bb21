package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * Requests, on a separate connection, to cancel the query of another session. No type byte, Int32
 * 80877102, Int32 process ID, the secret key up to the end.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-CANCELREQUEST">Message
 *     Formats</a>
 */
public record CancelRequest(int processId, Bytes secretKey) implements FrontendMessage {
  /** The Int32 at the start of the body that identifies this packet. */
  public static final int CODE = 1234 << 16 | 5678;

  static CancelRequest decode(Reader in) {
    in.int32("code");
    return new CancelRequest(in.int32("process ID"), in.rest("secret key"));
  }

  @Override
  public int type() {
    return NO_TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(CODE);
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
