package pgconform.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A message taken apart into type byte, length word and body, each of which can be changed alone to
 * say what no correct sender says. Nothing is checked and nothing follows a change by itself.
 *
 * @param type the type byte, of which the low eight bits are sent, or {@link Message#NO_TYPE}
 * @param length the length word, which in a correct frame counts itself and the body
 * @param body what follows the length word
 * @param hasLength whether the length word is sent at all
 */
public record Frame(int type, int length, Bytes body, boolean hasLength) {
  /** A correct frame; the type may be {@link Message#NO_TYPE}. */
  public static Frame of(int type, Bytes body) {
    return new Frame(type, trueLength(body), body, true);
  }

  /** A frame without a type byte whose length word is correct. */
  public static Frame untyped(Bytes body) {
    return of(Message.NO_TYPE, body);
  }

  /** Octets with neither type byte nor length word before them. */
  public static Frame raw(Bytes octets) {
    return new Frame(Message.NO_TYPE, 0, octets, false);
  }

  private static int trueLength(Bytes body) {
    return body.size() + Integer.BYTES;
  }

  /** The frame with another type byte, or none. */
  public Frame withType(int type) {
    return new Frame(type, length, body, hasLength);
  }

  /** The frame with another declared length. */
  public Frame withLength(int length) {
    return new Frame(type, length, body, true);
  }

  /** The frame with the declared length that its body really has. */
  public Frame withTrueLength() {
    return withLength(trueLength(body));
  }

  /** The frame without its length word. */
  public Frame withoutLength() {
    return new Frame(type, 0, body, false);
  }

  /** The frame with another body under the same declared length. */
  public Frame withBody(Bytes body) {
    return new Frame(type, length, body, hasLength);
  }

  /** The frame with octets added to its body under the same declared length. */
  public Frame append(Bytes more) {
    return withBody(body.plus(more));
  }

  /** The frame without the last octets of its body under the same declared length. */
  public Frame truncate(int octets) {
    int kept = Math.max(0, body.size() - Math.max(0, octets));
    return withBody(body.slice(0, kept));
  }

  /**
   * The frame with another Int32 at the start of its body, where untyped packets say what they are.
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

  /** All octets of the frame. */
  public Bytes toBytes() {
    ByteBuf out = Unpooled.buffer(body.size() + 1 + Integer.BYTES);
    try {
      encode(out);
      return Bytes.drain(out);
    } finally {
      out.release();
    }
  }

  /** Everything but the contents of what may be a password. */
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
