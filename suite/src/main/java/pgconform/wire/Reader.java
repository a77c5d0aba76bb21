package pgconform.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import pgconform.wire.FieldVisitor.Kind;

/**
 * Reads the fields of one body and tells a visitor of each. The first thing that does not fit is
 * remembered, and from then on every field reads as zero or empty, so that a message's decoding
 * needs no checks of its own.
 */
final class Reader {
  /** The longest list that is decoded; no Int16 count can say more. */
  static final int MAX_LIST = 0xffff;

  private final byte[] octets;
  private final int start;
  private final int end;
  private final FieldVisitor visitor;
  private int at;
  private String problem;

  /** A reader that tells nobody. */
  Reader(byte[] octets, int start, int end) {
    this(octets, start, end, FieldVisitor.NONE);
  }

  /**
   * A reader of a body that may be longer than what was kept of it; it stops where that ends.
   *
   * @param visitor is told of each field, counting octets from the start of the body
   */
  Reader(byte[] octets, int start, int end, FieldVisitor visitor) {
    this.octets = octets;
    this.start = start;
    this.end = end;
    this.at = start;
    this.visitor = visitor;
  }

  /** The whole body, whatever has been read of it. */
  Bytes body() {
    return Bytes.of(octets, start, end - start);
  }

  boolean ok() {
    return problem == null;
  }

  void fail(String reason) {
    if (ok()) {
      tellRest("rest", Kind.OCTETS);
      stop(reason);
    }
  }

  private void stop(String reason) {
    problem = reason;
    at = end;
  }

  private void tellRest(String name, Kind kind) {
    if (at < end) {
      visitor.field(name, kind, at - start, end - at);
    }
  }

  /** Tells the visitor of octets behind the last field. */
  void tellSurplus() {
    tellRest("surplus", Kind.SURPLUS);
  }

  /** Why the body is not what its format says, or null if it was read exactly to its end. */
  String problem() {
    if (ok() && at < end) {
      int surplus = end - at;
      return surplus == 1 ? "a surplus byte at the end" : surplus + " surplus bytes at the end";
    }
    return problem;
  }

  int remaining() {
    return end - at;
  }

  /** Whether a field is wholly there; if it is not, nothing more is read. */
  private boolean has(int size, String name, Kind kind) {
    if (!ok()) {
      return false;
    }
    if (end - at < size) {
      visitor.unfinished(name, kind, at - start);
      stop("ends inside " + (kind == Kind.OCTETS ? "a field of length " + size : type(size)));
      return false;
    }
    visitor.field(name, kind, at - start, size);
    if (octets.length - at < size) {
      stop("what follows was not kept");
      return false;
    }
    return true;
  }

  private static String type(int size) {
    return switch (size) {
      case Byte.BYTES -> "a byte";
      case Short.BYTES -> "an Int16";
      default -> "an Int32";
    };
  }

  /** An Int8, from 0 to 255. */
  int int8(String name) {
    return octet(name, Kind.NUMBER);
  }

  /** A Byte1 that is a letter. */
  int letter(String name) {
    return octet(name, Kind.LETTER);
  }

  private int octet(String name, Kind kind) {
    return has(Byte.BYTES, name, kind) ? octets[at++] & 0xff : 0;
  }

  int int16(String name) {
    return (short) int16(name, Kind.NUMBER);
  }

  /** An Int16 that counts what follows: from 0 to 65535. */
  int count(String name) {
    return int16(name, Kind.COUNT);
  }

  private int int16(String name, Kind kind) {
    if (!has(Short.BYTES, name, kind)) {
      return 0;
    }
    int value = (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
    at += Short.BYTES;
    return value;
  }

  int int32(String name) {
    return int32(name, Kind.NUMBER);
  }

  /** An Int32 that is a version of the protocol. */
  int version(String name) {
    return int32(name, Kind.VERSION);
  }

  private int int32(String name, Kind kind) {
    if (!has(Integer.BYTES, name, kind)) {
      return 0;
    }
    int value = int32(octets, at);
    at += Integer.BYTES;
    return value;
  }

  /** The Int32 that comes next, which stays to be read. */
  int peekInt32(String name) {
    boolean there = Math.min(end, octets.length) - at >= Integer.BYTES;
    return there || has(Integer.BYTES, name, Kind.NUMBER) ? int32(octets, at) : 0;
  }

  static int int32(byte[] octets, int at) {
    return (octets[at] & 0xff) << 24
        | (octets[at + 1] & 0xff) << 16
        | (octets[at + 2] & 0xff) << 8
        | (octets[at + 3] & 0xff);
  }

  /** A String with its terminator. */
  String string(String name) {
    if (!ok()) {
      return "";
    }
    int kept = Math.min(end, octets.length);
    int terminator = at;
    while (terminator < kept && octets[terminator] != 0) {
      terminator++;
    }
    if (terminator >= kept) {
      if (kept < end) {
        tellRest(name, Kind.TEXT);
      } else {
        visitor.unfinished(name, Kind.TEXT, at - start);
      }
      stop("a string has no terminator");
      return "";
    }
    visitor.field(name, Kind.TEXT, at - start, terminator + 1 - at);
    String text = Text.decode(octets, at, terminator - at);
    at = terminator + 1;
    return text;
  }

  Bytes bytes(String name, int size) {
    if (size == 0 || !has(size, name, Kind.OCTETS)) {
      return Bytes.EMPTY;
    }
    Bytes value = Bytes.of(octets, at, size);
    at += size;
    return value;
  }

  Bytes rest(String name) {
    return bytes(name, remaining());
  }

  /** An Int32 length and so many octets, or -1 for a NULL. */
  Optional<Bytes> value(String name) {
    int size = int32(name, Kind.LENGTH);
    if (size == -1) {
      return Optional.empty();
    }
    if (size < 0) {
      fail("a value of length " + size);
    }
    return Optional.of(ok() ? bytes(name, size) : Bytes.EMPTY);
  }

  /** An Int16 count and so many values. */
  List<Optional<Bytes>> values(String name, String each) {
    return list(name, () -> value(each));
  }

  /** An Int16 count and so many Int16. */
  List<Integer> int16s(String name, String each) {
    return list(name, () -> int16(each));
  }

  /** An Int16 count and so many Int32. */
  List<Integer> int32s(String name, String each) {
    return list(name, () -> int32(each));
  }

  /** An Int16 count and so many entries. */
  <T> List<T> list(String name, Supplier<T> each) {
    List<T> entries = new ArrayList<>();
    for (int left = count(name); left > 0 && ok(); left--) {
      entries.add(each.get());
    }
    return entries;
  }

  /**
   * Whether one more entry follows in a list that a zero octet ends, which is read if it is next.
   *
   * @param list the entries so far
   * @param endless what to say of a list without that octet
   */
  boolean another(List<?> list, String endless) {
    if (at == end && ok()) {
      visitor.unfinished("end", Kind.END, at - start);
      stop(endless);
    } else if (ok() && at < octets.length && octets[at] == 0) {
      visitor.field("end", Kind.END, at - start, 1);
      at++;
      return false;
    }
    return roomFor(list);
  }

  /** Whether one more entry of a list without an Int16 count may be read. */
  boolean roomFor(List<?> list) {
    if (list.size() >= MAX_LIST) {
      fail("a list of more than " + MAX_LIST + " entries");
    }
    return ok();
  }
}
