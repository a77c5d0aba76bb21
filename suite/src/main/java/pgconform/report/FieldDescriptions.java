package pgconform.report;

import java.util.ArrayList;
import java.util.List;
import pgconform.wire.Bytes;
import pgconform.wire.FieldVisitor;
import pgconform.wire.Message;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Side;
import pgconform.wire.Text;

/**
 * Describes the fields that a decoder finds in a message: their octets, and what does not fit the
 * format, such as a field that is cut off by the end of the message.
 */
final class FieldDescriptions implements FieldVisitor {
  private static final int MOST_CHARACTERS = 80;

  /**
   * A field of a message.
   *
   * @param at the number of octets of the message before it
   * @param octets its octets in hexadecimal, as far as they were kept
   * @param value its value in words; empty if the octets are sufficient
   */
  record Field(int at, String octets, String name, String value) {}

  private final List<Field> fields = new ArrayList<>();
  private final byte[] kept;
  private final int head;
  private final int size;

  /**
   * @param kept the first octets of the body
   * @param head the number of octets of the message before the body
   * @param size the number of octets of the body
   */
  private FieldDescriptions(Bytes kept, int head, int size) {
    this.kept = kept.toArray();
    this.head = head;
    this.size = size;
  }

  /**
   * Returns the fields of a line that is a message; of a secret one, only those before its body.
   */
  static List<Field> of(TraceLine line) {
    Bytes type = octets(line.type(), Byte.BYTES);
    Bytes length = octets(line.length(), Integer.BYTES);
    Bytes body = octets(line.body(), Integer.MAX_VALUE);
    int head = type.size() + length.size();
    int size = Math.max(line.size() - head, body.size());
    List<Field> fields = new ArrayList<>();
    if (!type.isEmpty()) {
      fields.add(new Field(0, type.toHex(), "type", characters(type.toArray(), 0, 1)));
    }
    if (!length.isEmpty()) {
      String value = Long.toString(number(length.toArray(), 0, length.size()));
      fields.add(new Field(type.size(), length.toHex(), "length", value));
    }
    FieldDescriptions words = new FieldDescriptions(body, head, size);
    if (body.isEmpty() && size > 0) {
      String secret = "%d octets, not shown: secret".formatted(size);
      fields.add(new Field(head, "", "body", secret));
    } else if (!length.isEmpty()) {
      Side sender = line.sender().orElse(Side.BACKEND);
      int code = type.isEmpty() ? Message.NO_TYPE : type.get(0);
      sender.describe(code, body, size, words);
    } else if (size > 0) {
      words.field("octets", Kind.OCTETS, 0, size);
    }
    fields.addAll(words.fields);
    return fields;
  }

  /**
   * Parses octets. A report may come from elsewhere: text that is not hexadecimal yields nothing.
   */
  private static Bytes octets(String text, int most) {
    boolean hex = text.length() / 2 <= most && text.matches("(?:[0-9a-f]{2})*");
    return hex ? Bytes.ofHex(text) : Bytes.EMPTY;
  }

  @Override
  public void field(String name, Kind kind, int at, int length) {
    boolean whole = at + (long) length <= kept.length;
    String value = whole ? whole(kind, at, length) : characters(kept, at, kept.length - at);
    String more = "… %d more octets".formatted(size - kept.length);
    add(name, kind, at, length, whole ? value : value.isEmpty() ? more : value + " " + more);
  }

  @Override
  public void unfinished(String name, Kind kind, int at) {
    String value =
        kind == Kind.TEXT
            ? characters(kept, at, kept.length - at) + ", not terminated"
            : "the message ends within this field";
    add(name, kind, at, size - at, value);
  }

  private void add(String name, Kind kind, int at, int length, String value) {
    String full =
        switch (kind) {
          case COUNT -> "count of " + name;
          case LENGTH -> name + " length";
          default -> name;
        };
    int end = (int) Math.min(kept.length, at + (long) length);
    fields.add(new Field(head + at, Bytes.of(kept, at, end - at).toHex(), full, value));
  }

  private String whole(Kind kind, int at, int length) {
    return switch (kind) {
      case NUMBER, LENGTH -> Long.toString(number(kept, at, length));
      case COUNT -> Long.toString(number(kept, at, length) & 0xffff);
      case VERSION -> ProtocolVersion.of((int) number(kept, at, length)).toString();
      case TEXT -> '"' + Text.printable(Text.decode(kept, at, length - 1), MOST_CHARACTERS) + '"';
      case LETTER, OCTETS -> characters(kept, at, length);
      case END -> "";
      case SURPLUS -> "extra bytes after the last field";
    };
  }

  private static long number(byte[] octets, int at, int length) {
    long number = length > 1 ? octets[at] : octets[at] & 0xff;
    for (int i = 1; i < length; i++) {
      number = number << 8 | (octets[at + i] & 0xff);
    }
    return number;
  }

  /** Returns octets as characters, if they can be shown. */
  private static String characters(byte[] octets, int from, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < from + Math.min(length, MOST_CHARACTERS); i++) {
      text.append(octets[i] >= ' ' && octets[i] <= '~' ? (char) octets[i] : '·');
    }
    return text.toString();
  }
}
