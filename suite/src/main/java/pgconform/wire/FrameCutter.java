package pgconform.wire;

/**
 * Cuts the octets of one direction of a connection into frames. A length word that cannot be true
 * ends the cutting for good; what comes behind it is only counted.
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
   * Takes the next frame. True means that type and length are known, and either the body is there
   * or the stream is broken; false means that more octets are needed.
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

  /** Gives up at the frame whose header comes next. */
  void breakOff(boolean typed) {
    type = nextType(typed);
    length = nextLength(typed);
    body = null;
    broken = true;
    discarded = (long) pending.size() - header(typed);
    pending.clear();
  }

  /** Whether a whole header comes next. */
  boolean hasHeader(boolean typed) {
    return !broken && pending.size() >= header(typed);
  }

  /** Whether the length word of the header that comes next cannot be true. */
  boolean atUnframed(boolean typed) {
    return nextLength(typed) < Integer.BYTES || nextLength(typed) > limit;
  }

  /** The type byte of the header that comes next. */
  int nextType(boolean typed) {
    return typed ? pending.get(0) : Message.NO_TYPE;
  }

  /** The length word of the header that comes next. */
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

  /** The body of the frame that was cut, good until the next octets are fed. */
  Reader body() {
    return body;
  }
}
