package pgconform.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A message of one side of a connection. */
public sealed interface Message permits FrontendMessage, BackendMessage {
  /** The type of a message that starts without a type byte. */
  int NO_TYPE = -1;

  /** Returns the message's name in PostgreSQL's documentation. */
  default String messageName() {
    return getClass().getSimpleName();
  }

  /** Returns the type byte, or {@link #NO_TYPE}. */
  int type();

  /** Appends the data after the length word. */
  void encodeBody(ByteBuf out);

  /**
   * Returns the message as it is sent, in a form that allows changes that a well-behaved sender
   * never makes.
   */
  default Frame frame() {
    ByteBuf body = Unpooled.buffer();
    try {
      encodeBody(body);
      return Frame.of(type(), Bytes.drain(body));
    } finally {
      body.release();
    }
  }

  /** Returns all octets of the message. */
  default Bytes encode() {
    return frame().toBytes();
  }
}
