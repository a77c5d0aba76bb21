package pgconform.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import pgconform.wire.FieldVisitor.Kind;

/**
 * Reads the fields of one body and reports each of them to a visitor. The first mismatch is
 * remembered, and from then on every field is zero or empty, so that the decoding of a message
 * needs no checks.
 */
final class Reader {
  /** The longest list that is decoded; an Int16 count cannot be larger. */
  static final int MAX_LIST = 0xffff;

  private final byte[] octets;
  private final int start;
  private final int end;
  private final FieldVisitor visitor;
  private int at;
  private String problem;

  /** Creates a reader that does not report the fields. */
  Reader(byte[] octets, int start, int end) {
    this(octets, start, end, FieldVisitor.NONE);
  }

  /**
   * Creates a reader of a body of which only a part may be available; it stops at the end of that
   * part.
   *
   * @param visitor receives each field, with its offset from the start of the body
   */
  Reader(byte[] octets, int start, int end, FieldVisitor visitor) {
    this.octets = octets;
    this.start = start;
    this.end = end;
    this.at = start;
    this.visitor = visitor;
  }

  /** Returns the whole body, however much of it has been read. */
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

  /** Reports octets after the last field to the visitor. */
  void tellSurplus() {
    tellRest("surplus", Kind.SURPLUS);
  }

  /** Returns why the body does not have its format, or null if it was read exactly to its end. */
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

  /** Returns whether a field is complete; if not, nothing more is read. */
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

  /** Reads an Int8, from 0 to 255. */
  int int8(String name) {
    return octet(name, Kind.NUMBER);
  }

  /** Reads a Byte1 that is a letter. */
  int letter(String name) {
    return octet(name, Kind.LETTER);
  }

  private int octet(String name, Kind kind) {
    return has(Byte.BYTES, name, kind) ? octets[at++] & 0xff : 0;
  }

  int int16(String name) {
    return (short) int16(name, Kind.NUMBER);
  }

  /** Reads an Int16 that is a count, from 0 to 65535. */
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

  /** Reads an Int32 that is a version of the protocol. */
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

  /** Returns the next Int32 without reading it. */
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

  /** Reads a String with its terminator. */
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

  /** Reads an Int32 length and that many octets; the length is -1 for NULL. */
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

  /** Reads an Int16 count and that many values. */
  List<Optional<Bytes>> values(String name, String each) {
    return list(name, () -> value(each));
  }

  /** Reads an Int16 count and that many Int16 numbers. */
  List<Integer> int16s(String name, String each) {
    return list(name, () -> int16(each));
  }

  /** Reads an Int16 count and that many Int32 numbers. */
  List<Integer> int32s(String name, String each) {
    return list(name, () -> int32(each));
  }

  /** Reads an Int16 count and that many entries. */
  <T> List<T> list(String name, Supplier<T> each) {
    List<T> entries = new ArrayList<>();
    for (int left = count(name); left > 0 && ok(); left--) {
      entries.add(each.get());
    }
    return entries;
  }

  /**
   * Returns whether another entry follows in a list that ends with a zero octet; reads that octet
   * if it is next.
   *
   * @param list the entries so far
   * @param endless the description of a list without that octet
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

  /** Returns whether another entry of a list without an Int16 count may be read. */
  boolean roomFor(List<?> list) {
    if (list.size() >= MAX_LIST) {
      fail("a list of more than " + MAX_LIST + " entries");
    }
    return ok();
  }
}
