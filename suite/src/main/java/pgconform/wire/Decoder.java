package pgconform.wire;

import java.util.Objects;

/**
 * Decodes the messages of one side of a connection. It accepts any octets, in pieces of any size:
 * incorrect messages are decoded into special types, and no exception is ever thrown.
 *
 * <p>If all messages are taken with {@link #next} after each {@link #feed}, no more octets are kept
 * than the largest accepted message and those of one feed.
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

  /** Returns the next message, or null if more octets are needed. */
  public abstract M next();

  /** Returns the message whose frame was cut. */
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
   * Returns whether a message with an invalid length word has come, such as {@link
   * UnframedMessage}; nothing after it is decoded.
   */
  public final boolean broken() {
    return cutter.broken();
  }

  /** Returns the number of octets that have come after a message with an invalid length word. */
  public final long discarded() {
    return cutter.discarded();
  }

  /**
   * Returns the number of octets that have arrived but are not part of a message taken by {@link
   * #next}.
   */
  public final int buffered() {
    return cutter.pending().size();
  }

  /** Returns the octets that have arrived but are not part of a message taken by {@link #next}. */
  public final Bytes pending() {
    return cutter.pending().copy();
  }

  /** Removes and returns those octets, which are then not decoded. */
  public final Bytes takePending() {
    Bytes taken = pending();
    cutter.pending().clear();
    return taken;
  }

  /**
   * Returns whether a message has begun but not ended, once {@link #next} returns no more messages.
   */
  public final boolean midMessage() {
    return buffered() > 0;
  }
}
