package pgconform.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import pgconform.wire.Bytes;
import pgconform.wire.Text;

/**
 * Says of the octets of a message which belong to which field. What does not fit the format is said
 * as well: a field that the message ends in, and what is left behind the last one.
 */
final class OctetFields {
  private static final int MOST_CHARACTERS = 80;

  /**
   * Octets that stand for one thing.
   *
   * @param at how many octets of the message stand before them
   * @param octets in hexadecimal, those that were kept
   * @param value in words; empty where the octets say it all
   */
  record Field(int at, String octets, String name, String value) {}

  private final List<Field> fields = new ArrayList<>();
  private final byte[] kept;
  private final int size;
  private int at;
  private boolean over;

  /**
   * @param kept the first octets of the message
   * @param size how many it had
   */
  private OctetFields(byte[] kept, int size) {
    this.kept = kept;
    this.size = Math.max(size, kept.length);
  }

  /** The fields of a line that is a message; of what is secret only those before its body. */
  static List<Field> of(TraceLine line) {
    String type = hex(line.type(), Byte.BYTES);
    String length = hex(line.length(), Integer.BYTES);
    String body = hex(line.body(), Integer.MAX_VALUE);
    OctetFields octets = new OctetFields(Bytes.ofHex(type + length + body).toArray(), line.size());
    int code = type.isEmpty() ? -1 : octets.peek();
    if (!type.isEmpty()) {
      octets.letter("type");
    }
    if (!length.isEmpty()) {
      octets.int32("length");
    }
    if (body.isEmpty() && octets.more()) {
      octets.field(0, "body", "%d octets, not shown: secret".formatted(octets.size - octets.at));
    } else if (length.isEmpty()) {
      octets.rest("octets");
    } else {
      MessageFormats.of(code, line.side() == TraceLine.Side.SENT).accept(octets);
      octets.end();
    }
    return octets.fields;
  }

  /** A report may be from elsewhere: what is not in hexadecimal is nothing. */
  private static String hex(String text, int most) {
    return text.length() / 2 <= most && text.matches("(?:[0-9a-f]{2})*") ? text : "";
  }

  /** Whether there are more octets, and all was as it has to be so far. */
  boolean more() {
    return !over && at < size;
  }

  /** The next octet, which stays to be read; -1 if it is not there. */
  int peek() {
    return over || at >= kept.length ? -1 : kept[at] & 0xff;
  }

  /** The Int32 that comes next, which stays to be read; 0 if it is not there. */
  int peekInt32() {
    return over || kept.length - at < Integer.BYTES ? 0 : (int) number(Integer.BYTES);
  }

  OctetFields int32(String name) {
    number(name, Integer.BYTES);
    return this;
  }

  OctetFields int16(String name) {
    number(name, Short.BYTES);
    return this;
  }

  OctetFields int8(String name) {
    number(name, Byte.BYTES);
    return this;
  }

  /** A Byte1 that is a letter. */
  OctetFields letter(String name) {
    return take(name, 1, peek() < 0 ? "" : characters(at, 1));
  }

  /** A version of the protocol in an Int32. */
  OctetFields version(String name) {
    int code = peekInt32();
    return take(name, Integer.BYTES, (code >>> 16) + "." + (code & 0xffff));
  }

  OctetFields string(String name) {
    int zero = at;
    while (zero < kept.length && kept[zero] != 0) {
      zero++;
    }
    if (over || zero == kept.length) {
      return rest(name, size > kept.length ? "" : ", it has no terminator");
    }
    return take(name, zero + 1 - at, '"' + text(at, zero - at) + '"');
  }

  OctetFields bytes(String name, int length) {
    return take(name, length, characters(at, length));
  }

  /** All that is left, if anything is. */
  OctetFields rest(String name) {
    return more() ? rest(name, "") : this;
  }

  private OctetFields rest(String name, String fault) {
    if (!over) {
      int length = size - at;
      take(name, length, characters(at, length) + fault);
      over = true;
    }
    return this;
  }

  /** An Int32 length and so many octets; -1 for a NULL. */
  OctetFields value(String name) {
    int length = peekInt32();
    int32(name + " length");
    return length > 0 ? bytes(name, length) : this;
  }

  /** An Int16 count and so many entries. */
  OctetFields list(String name, Consumer<OctetFields> entry) {
    int count = over || kept.length - at < Short.BYTES ? 0 : (int) number(Short.BYTES) & 0xffff;
    int16("count of " + name);
    return times(count, entry);
  }

  OctetFields times(int count, Consumer<OctetFields> entry) {
    for (int left = count; left > 0 && !over; left--) {
      entry.accept(this);
    }
    return this;
  }

  /** Entries up to an octet of zero. */
  OctetFields untilZero(Consumer<OctetFields> entry) {
    while (more() && peek() != 0) {
      entry.accept(this);
    }
    return take("end", 1, "");
  }

  private void number(String name, int length) {
    boolean there = !over && kept.length - at >= length;
    take(name, length, there ? Long.toString(number(length)) : "");
  }

  private long number(int length) {
    long number = length > 1 ? kept[at] : kept[at] & 0xff;
    for (int i = 1; i < length; i++) {
      number = number << 8 | (kept[at + i] & 0xff);
    }
    return number;
  }

  private OctetFields take(String name, int length, String value) {
    if (over) {
      return this;
    }
    if (length < 0 || length > size - at) {
      over = true;
      field(size - at, name, "the message ends before the end of this");
    } else {
      over = length > kept.length - at;
      int lost = over ? size - Math.max(at, kept.length) : 0;
      String more =
          lost > 0 ? "%s… %d more octets".formatted(value.isEmpty() ? "" : " ", lost) : "";
      field(length, name, value + more);
    }
    return this;
  }

  private void field(int length, String name, String value) {
    int end = Math.max(at, Math.min(kept.length, at + length));
    fields.add(new Field(at, Bytes.of(kept, at, end - at).toHex(), name, value));
    at += length;
  }

  private void end() {
    if (more()) {
      take("surplus", size - at, "the format ends before this");
    }
  }

  private String text(int from, int length) {
    return Text.printable(Text.decode(kept, from, length), MOST_CHARACTERS);
  }

  /** The characters that octets are, where they can be shown. */
  private String characters(int from, int length) {
    StringBuilder text = new StringBuilder();
    int end = Math.min(kept.length, from + Math.min(Math.max(length, 0), MOST_CHARACTERS));
    for (int i = from; i < end; i++) {
      text.append(kept[i] >= ' ' && kept[i] <= '~' ? (char) kept[i] : '·');
    }
    return text.toString();
  }
}
