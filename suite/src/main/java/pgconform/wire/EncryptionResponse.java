package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * The single byte that answers an SSLRequest or a GSSENCRequest, without a length word.
 *
 * @param reply 'S' for TLS, 'G' for GSSAPI encryption, 'N' for neither
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL">Message
 *     Flow, SSL Session Encryption</a>
 */
public record EncryptionResponse(int reply) implements BackendMessage {
  @Override
  public int type() {
    return NO_TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeByte(reply);
  }

  @Override
  public Frame frame() {
    return Frame.raw(Bytes.of((byte) reply));
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).item(MessageFormatter.octet(reply)).toString();
  }
}
