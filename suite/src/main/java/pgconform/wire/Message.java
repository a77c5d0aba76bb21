package pgconform.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** What one side of a connection can say in one piece. */
public sealed interface Message permits FrontendMessage, BackendMessage {
  /** The type of a message that starts without a type byte. */
  int NO_TYPE = -1;

  /** The message's name in PostgreSQL's documentation. */
  default String messageName() {
    return getClass().getSimpleName();
  }

  /** The type byte, or {@link #NO_TYPE}. */
  int type();

  /** Appends what follows the length word. */
  void encodeBody(ByteBuf out);

  /** The message as it goes over the wire, open to changes a well-behaved sender never makes. */
  default Frame frame() {
    ByteBuf body = Unpooled.buffer();
    try {
      encodeBody(body);
      return Frame.of(type(), Bytes.drain(body));
    } finally {
      body.release();
    }
  }

  /** All octets of the message. */
  default Bytes encode() {
    return frame().toBytes();
  }
}
