package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * An error in the form of protocol 2.0, which servers send as long as the protocol version is not
 * known: the byte 'E', a string, and no length word.
 */
public record ProtocolTwoErrorResponse(String text) implements ProtocolTwoMessage {
  /** The byte before the text. */
  public static final int TYPE = ErrorResponse.TYPE;

  static ProtocolTwoErrorResponse decode(Reader in) {
    return new ProtocolTwoErrorResponse(in.string("text"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.string(out, text);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).text(text).toString();
  }
}
