package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A command was completed, in protocol 2.0. Type 'C', no length word, a string; the documentation
 * of that time calls it CompletedResponse.
 */
public record ProtocolTwoCommandComplete(String tag) implements ProtocolTwoMessage {
  /** The type byte. */
  public static final int TYPE = 'C';

  static ProtocolTwoCommandComplete decode(Reader in) {
    return new ProtocolTwoCommandComplete(in.string("tag"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    Writer.string(out, tag);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).text(tag).toString();
  }
}
