package pgconform.wire;

/**
 * Cuts the octets of one direction of a connection into frames. An invalid length word ends the
 * cutting permanently; the octets after it are only counted.
 */
final class FrameCutter {
  private final int limit;
  private final Accumulator pending;
  private boolean broken;
  private long discarded;
  private int type;
  private int length;
  private Reader body;

  FrameCutter(int limit) {
    this.limit = Math.max(limit, Integer.BYTES);
    this.pending = new Accumulator(this.limit + 1L);
  }

  void feed(byte[] octets, int offset, int size) {
    if (broken) {
      discarded += size;
    } else {
      pending.append(octets, offset, size);
    }
  }

  int limit() {
    return limit;
  }

  Accumulator pending() {
    return pending;
  }

  boolean broken() {
    return broken;
  }

  long discarded() {
    return discarded;
  }

  /**
   * Takes the next frame. Returns true if the type and the length are known, and either the body is
   * complete or the stream is broken; false if more octets are needed.
   */
  boolean cut(boolean typed) {
    if (!hasHeader(typed)) {
      return false;
    }
    int header = header(typed);
    if (atUnframed(typed)) {
      breakOff(typed);
      return true;
    }
    int declared = nextLength(typed);
    long total = (long) header - Integer.BYTES + declared;
    if (pending.size() < total) {
      return false;
    }
    type = nextType(typed);
    length = declared;
    body = pending.reader(header, (int) total);
    pending.consume((int) total);
    return true;
  }

  /** Ends the cutting at the next frame. */
  void breakOff(boolean typed) {
    type = nextType(typed);
    length = nextLength(typed);
    body = null;
    broken = true;
    discarded = (long) pending.size() - header(typed);
    pending.clear();
  }

  /** Returns whether the whole header of the next frame has arrived. */
  boolean hasHeader(boolean typed) {
    return !broken && pending.size() >= header(typed);
  }

  /** Returns whether the length word of the next header is invalid. */
  boolean atUnframed(boolean typed) {
    return nextLength(typed) < Integer.BYTES || nextLength(typed) > limit;
  }

  /** Returns the type byte of the next header. */
  int nextType(boolean typed) {
    return typed ? pending.get(0) : Message.NO_TYPE;
  }

  /** Returns the length word of the next header. */
  int nextLength(boolean typed) {
    return pending.int32(header(typed) - Integer.BYTES);
  }

  private static int header(boolean typed) {
    return typed ? 1 + Integer.BYTES : Integer.BYTES;
  }

  int type() {
    return type;
  }

  int length() {
    return length;
  }

  /** Returns the body of the frame that was cut, which is valid until the next octets are fed. */
  Reader body() {
    return body;
  }
}
