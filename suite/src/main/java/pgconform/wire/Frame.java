package pgconform.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A message split into type byte, length word and body, each of which can be changed separately to
 * create a message that no correct sender would send. Nothing is checked, and a change does not
 * affect the other parts.
 *
 * @param type the type byte, of which the low eight bits are sent, or {@link Message#NO_TYPE}
 * @param length the length word, which in a correct frame counts itself and the body
 * @param body the data after the length word
 * @param hasLength whether the length word is sent at all
 */
public record Frame(int type, int length, Bytes body, boolean hasLength) {
  /** Returns a correct frame; the type may be {@link Message#NO_TYPE}. */
  public static Frame of(int type, Bytes body) {
    return new Frame(type, trueLength(body), body, true);
  }

  /** Returns a frame without a type byte whose length word is correct. */
  public static Frame untyped(Bytes body) {
    return of(Message.NO_TYPE, body);
  }

  /** Returns octets without a type byte and a length word. */
  public static Frame raw(Bytes octets) {
    return new Frame(Message.NO_TYPE, 0, octets, false);
  }

  private static int trueLength(Bytes body) {
    return body.size() + Integer.BYTES;
  }

  /** Returns the frame with another type byte, or none. */
  public Frame withType(int type) {
    return new Frame(type, length, body, hasLength);
  }

  /** Returns the frame with another declared length. */
  public Frame withLength(int length) {
    return new Frame(type, length, body, true);
  }

  /** Returns the frame with the length that its body really has. */
  public Frame withTrueLength() {
    return withLength(trueLength(body));
  }

  /** Returns the frame without its length word. */
  public Frame withoutLength() {
    return new Frame(type, 0, body, false);
  }

  /** Returns the frame with another body, but the same declared length. */
  public Frame withBody(Bytes body) {
    return new Frame(type, length, body, hasLength);
  }

  /** Returns the frame with octets added to its body, but the same declared length. */
  public Frame append(Bytes more) {
    return withBody(body.plus(more));
  }

  /** Returns the frame without the last octets of its body, but with the same declared length. */
  public Frame truncate(int octets) {
    int kept = Math.max(0, body.size() - Math.max(0, octets));
    return withBody(body.slice(0, kept));
  }

  /**
   * Returns the frame with another Int32 at the start of its body, which identifies untyped
   * packets.
   */
  public Frame withCode(int code) {
    Bytes first =
        Bytes.of((byte) (code >> 24), (byte) (code >> 16), (byte) (code >> 8), (byte) code);
    Bytes rest = body.slice(Math.min(Integer.BYTES, body.size()), body.size());
    return withBody(first.plus(rest));
  }

  /** Appends the frame to a buffer. */
  public void encode(ByteBuf out) {
    if (type != Message.NO_TYPE) {
      out.writeByte(type);
    }
    if (hasLength) {
      out.writeInt(length);
    }
    body.writeTo(out);
  }

  /** Returns all octets of the frame. */
  public Bytes toBytes() {
    ByteBuf out = Unpooled.buffer(body.size() + 1 + Integer.BYTES);
    try {
      encode(out);
      return Bytes.drain(out);
    } finally {
      out.release();
    }
  }

  /** Returns the parts of the frame, except for the content of a possible password. */
  @Override
  public String toString() {
    String contents = type == PasswordKind.TYPE ? body.size() + " bytes" : body.toString();
    return "Frame(type="
        + MessageFormatter.octet(type)
        + ", length="
        + (hasLength ? length : "none")
        + ", body="
        + contents
        + ")";
  }
}
