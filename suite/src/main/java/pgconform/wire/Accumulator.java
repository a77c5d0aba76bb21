package pgconform.wire;

/**
 * Holds the octets that have arrived and were not taken yet. Every octet is moved a limited number
 * of times, however small the arriving pieces are, and space is allocated only for octets that have
 * arrived.
 */
final class Accumulator {
  private static final int SMALL = 1 << 8;
  private static final int LARGE = 1 << 16;
  private static final long ARRAY = Integer.MAX_VALUE - 8L;
  private static final byte[] NOTHING = {};

  private final long expected;
  private byte[] octets = NOTHING;
  private int first;
  private int end;

  /**
   * @param expected the largest number of octets that are here at the same time if whatever is
   *     complete is always taken; up to it, the space grows generously, and beyond it sparingly
   */
  Accumulator(long expected) {
    this.expected = expected;
  }

  int size() {
    return end - first;
  }

  int get(int index) {
    return octets[first + index] & 0xff;
  }

  int int32(int index) {
    return Reader.int32(octets, first + index);
  }

  /**
   * Returns the index of the first zero octet from one index up to another; -1 if there is none.
   */
  int indexOfZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (octets[first + i] == 0) {
        return i;
      }
    }
    return -1;
  }

  /** Returns a reader of some octets, which is valid until the next append. */
  Reader reader(int from, int to) {
    return new Reader(octets, first + from, first + to);
  }

  Bytes copy() {
    return Bytes.of(octets, first, size());
  }

  void append(byte[] more, int offset, int length) {
    makeRoom(length);
    System.arraycopy(more, offset, octets, end, length);
    end += length;
  }

  private void makeRoom(int length) {
    if (octets.length - end >= length) {
      return;
    }
    int size = size();
    int needed = Math.addExact(size, length);
    if (needed <= octets.length && size <= first) {
      System.arraycopy(octets, first, octets, 0, size);
    } else {
      byte[] roomier = new byte[(int) Math.max(needed, Math.min(ARRAY, roomFor(needed)))];
      System.arraycopy(octets, first, roomier, 0, size);
      octets = roomier;
    }
    first = 0;
    end = size;
  }

  private long roomFor(int needed) {
    long room = Math.max(SMALL, 2L * needed);
    return room <= expected ? room : Math.max(expected, (long) needed + (needed >> 3));
  }

  /** Returns the number of octets for which there is space now. */
  int capacity() {
    return octets.length;
  }

  void consume(int octetsTaken) {
    first += octetsTaken;
    if (first == end) {
      clear();
    }
  }

  void clear() {
    first = 0;
    end = 0;
    if (octets.length > LARGE) {
      octets = NOTHING;
    }
  }
}
