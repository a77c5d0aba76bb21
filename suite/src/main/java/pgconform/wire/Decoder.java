package pgconform.wire;

import java.util.Objects;

/**
 * Turns what one side of a connection sends into messages. Any octets will do, in pieces of any
 * size: what is no correct message comes out as one of the messages made for that, and nothing is
 * ever thrown.
 *
 * <p>Take all messages with {@link #next} after each {@link #feed}; then no more is held than the
 * greatest accepted message and what one feed brought.
 *
 * @param <M> the messages of that side
 */
public abstract sealed class Decoder<M extends Message> permits BackendDecoder, FrontendDecoder {
  final FrameCutter cutter;

  Decoder(int limit) {
    cutter = new FrameCutter(limit);
  }

  /** Adds octets that have arrived. */
  public final void feed(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    cutter.feed(bytes, offset, length);
  }

  /** The next message, or null if more octets are needed. */
  public abstract M next();

  /** The message whose frame was cut. */
  final M cutMessage() {
    int type = cutter.type();
    int length = cutter.length();
    if (broken()) {
      return unframed(type, length);
    }
    Reader in = cutter.body();
    M message = decode(type, in);
    String problem = in.problem();
    return problem == null ? message : malformed(type, length, in.body(), problem);
  }

  abstract M decode(int type, Reader in);

  abstract M malformed(int type, int length, Bytes body, String reason);

  abstract M unframed(int type, int length);

  /**
   * Whether a message has come whose length word cannot be true, such as {@link UnframedMessage};
   * behind it nothing is decoded.
   */
  public final boolean broken() {
    return cutter.broken();
  }

  /** How many octets have come behind a message whose length word cannot be true. */
  public final long discarded() {
    return cutter.discarded();
  }

  /** How many octets have arrived and are not part of a message taken by {@link #next}. */
  public final int buffered() {
    return cutter.pending().size();
  }

  /** Those octets themselves. */
  public final Bytes pending() {
    return cutter.pending().copy();
  }

  /** Takes those octets away from what is decoded. */
  public final Bytes takePending() {
    Bytes taken = pending();
    cutter.pending().clear();
    return taken;
  }

  /** Whether a message has begun and not ended, once {@link #next} has nothing more to give. */
  public final boolean midMessage() {
    return buffered() > 0;
  }
}
