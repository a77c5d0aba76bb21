package pgconform.selftest;

import java.util.Arrays;
import java.util.Optional;
import pgconform.wire.Bytes;

/**
 * Cuts what one side says into whole messages. Where a length word cannot be true, the rest is one
 * stream of octets, to be passed on as it comes.
 */
final class Cutter {
  /** PostgreSQL takes no more octets than these behind the length word of a first packet. */
  private static final int LONGEST_PACKET = 10_000;

  private static final int LONGEST_MESSAGE = 1 << 24;

  private final String types;
  private byte[] octets = new byte[256];
  private int first;
  private int end;
  private boolean typed;
  private boolean broken;

  /**
   * @param types the type bytes that there are; empty for any
   */
  Cutter(String types) {
    this.types = types;
  }

  /** From now on, messages have a type byte. */
  void typed() {
    typed = true;
  }

  /** From now on, nothing is cut. */
  void raw() {
    broken = true;
  }

  boolean isTyped() {
    return typed;
  }

  boolean isRaw() {
    return broken;
  }

  void feed(Bytes more) {
    byte[] added = more.toArray();
    if (octets.length - end < added.length) {
      byte[] roomier = new byte[Math.max(octets.length, 2 * (end - first + added.length))];
      System.arraycopy(octets, first, roomier, 0, end - first);
      octets = roomier;
      end -= first;
      first = 0;
    }
    System.arraycopy(added, 0, octets, end, added.length);
    end += added.length;
  }

  /** The next whole message, or all that there is of a stream without messages. */
  Optional<Bytes> next() {
    int header = typed ? 5 : 4;
    // The other side sees with the first octet that a type is unknown.
    broken |= typed && size() > 0 && !types.isEmpty() && types.indexOf(peek()) < 0;
    if (!broken && size() >= header) {
      int length = int32(first + header - 4);
      int longest = typed ? LONGEST_MESSAGE : LONGEST_PACKET + 4;
      int least = typed ? 4 : 8;
      if (length < least || length > longest) {
        broken = true;
      } else if (size() >= header - 4 + length) {
        return Optional.of(take(header - 4 + length));
      }
    }
    return broken && size() > 0 ? Optional.of(rest()) : Optional.empty();
  }

  /** One octet that stands for itself. */
  Optional<Bytes> octet() {
    return size() > 0 ? Optional.of(take(1)) : Optional.empty();
  }

  /** Everything that has come and was not taken. */
  Bytes rest() {
    return take(size());
  }

  /** The first octet that was not taken, or -1. */
  int peek() {
    return size() > 0 ? octets[first] & 0xff : -1;
  }

  private int size() {
    return end - first;
  }

  private Bytes take(int count) {
    Bytes taken = Bytes.of(Arrays.copyOfRange(octets, first, first + count));
    first += count;
    return taken;
  }

  private int int32(int at) {
    return (octets[at] & 0xff) << 24
        | (octets[at + 1] & 0xff) << 16
        | (octets[at + 2] & 0xff) << 8
        | (octets[at + 3] & 0xff);
  }
}
