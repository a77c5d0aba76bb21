package pgconform.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Messages one behind the other. */
final class Streams {
  private Streams() {}

  static Bytes encode(List<? extends Message> messages) {
    ByteBuf out = Unpooled.buffer();
    messages.forEach(message -> message.frame().encode(out));
    return Bytes.drain(out);
  }
}
