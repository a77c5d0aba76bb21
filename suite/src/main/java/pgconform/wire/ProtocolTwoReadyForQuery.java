package pgconform.wire;

import io.netty.buffer.ByteBuf;

/** The server is ready for a new query, in protocol 2.0. Type 'Z' and nothing else. */
public record ProtocolTwoReadyForQuery() implements ProtocolTwoMessage {
  /** The type byte. */
  public static final int TYPE = 'Z';

  static ProtocolTwoReadyForQuery decode(Reader in) {
    return new ProtocolTwoReadyForQuery();
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    // There is no body.
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).toString();
  }
}
