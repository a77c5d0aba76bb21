package pgconform.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the fields of one body. The first thing that does not fit is remembered, and from then on
 * every field reads as zero or empty, so that a message's decoding needs no checks of its own.
 */
final class Reader {
  /** The longest list that is decoded; no Int16 count can say more. */
  static final int MAX_LIST = 0xffff;

  private final byte[] octets;
  private final int start;
  private final int end;
  private int at;
  private String problem;

  Reader(byte[] octets, int start, int end) {
    this.octets = octets;
    this.start = start;
    this.end = end;
    this.at = start;
  }

  /** The whole body, whatever has been read of it. */
  Bytes body() {
    return Bytes.of(octets, start, end - start);
  }

  boolean ok() {
    return problem == null;
  }

  void fail(String reason) {
    if (problem == null) {
      problem = reason;
      at = end;
    }
  }

  /** Why the body is not what its format says, or null if it was read exactly to its end. */
  String problem() {
    if (problem == null && at < end) {
      int surplus = end - at;
      return surplus == 1 ? "a surplus byte at the end" : surplus + " surplus bytes at the end";
    }
    return problem;
  }

  int remaining() {
    return end - at;
  }

  private boolean has(int size, String what) {
    if (end - at < size) {
      fail("ends inside " + what);
      return false;
    }
    return true;
  }

  /** An Int8 or Byte1, from 0 to 255. */
  int int8() {
    return has(1, "a byte") ? octets[at++] & 0xff : 0;
  }

  int int16() {
    return (short) count();
  }

  /** An Int16 that counts: from 0 to 65535. */
  int count() {
    if (!has(Short.BYTES, "an Int16")) {
      return 0;
    }
    int value = (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
    at += Short.BYTES;
    return value;
  }

  int int32() {
    int value = peekInt32();
    if (ok()) {
      at += Integer.BYTES;
    }
    return value;
  }

  /** The Int32 that comes next, which stays to be read. */
  int peekInt32() {
    return has(Integer.BYTES, "an Int32") ? int32(octets, at) : 0;
  }

  static int int32(byte[] octets, int at) {
    return (octets[at] & 0xff) << 24
        | (octets[at + 1] & 0xff) << 16
        | (octets[at + 2] & 0xff) << 8
        | (octets[at + 3] & 0xff);
  }

  /** A String with its terminator. */
  String string() {
    int terminator = at;
    while (terminator < end && octets[terminator] != 0) {
      terminator++;
    }
    if (terminator == end) {
      fail("a string has no terminator");
      return "";
    }
    String text = Text.decode(octets, at, terminator - at);
    at = terminator + 1;
    return text;
  }

  Bytes bytes(int size) {
    if (!has(size, "a field of length " + size)) {
      return Bytes.EMPTY;
    }
    Bytes value = Bytes.of(octets, at, size);
    at += size;
    return value;
  }

  Bytes rest() {
    return bytes(remaining());
  }

  /** An Int32 length and so many octets, or -1 for a NULL. */
  Optional<Bytes> value() {
    int size = int32();
    if (size == -1) {
      return Optional.empty();
    }
    if (size < 0) {
      fail("a value of length " + size);
    }
    return Optional.of(ok() ? bytes(size) : Bytes.EMPTY);
  }

  /** An Int16 count and so many values. */
  List<Optional<Bytes>> values() {
    List<Optional<Bytes>> values = new ArrayList<>();
    for (int left = count(); left > 0 && ok(); left--) {
      values.add(value());
    }
    return values;
  }

  /** An Int16 count and so many Int16. */
  List<Integer> int16s() {
    List<Integer> values = new ArrayList<>();
    for (int left = count(); left > 0 && ok(); left--) {
      values.add(int16());
    }
    return values;
  }

  /** An Int16 count and so many Int32. */
  List<Integer> int32s() {
    List<Integer> values = new ArrayList<>();
    for (int left = count(); left > 0 && ok(); left--) {
      values.add(int32());
    }
    return values;
  }

  /** Whether one more entry of a list without an Int16 count may be read. */
  boolean roomFor(List<?> list) {
    if (list.size() >= MAX_LIST) {
      fail("a list of more than " + MAX_LIST + " entries");
    }
    return ok();
  }
}
