package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A piece of the data that a step sends. */
public sealed interface Payload {
  /** Returns its place in the file. */
  Place place();

  /** Returns the values in it. */
  List<Expression> values();

  /** Describes several pieces in prose. */
  static String told(List<Payload> payload) {
    return payload.stream().map(Payload::toString).collect(Collectors.joining(", "));
  }

  /**
   * A message with any values of its fields and, with {@code changes}, with any fault.
   *
   * @param fields the given fields; the others are empty, zero or absent
   */
  record Message(Place place, String name, List<Field> fields, List<Change> changes)
      implements Payload {
    @Override
    public List<Expression> values() {
      return Stream.concat(fields.stream().map(Field::value), changes.stream().map(Change::value))
          .toList();
    }

    /** Returns the text of a field as it is written; empty if it is not given. */
    String text(String field) {
      return fields.stream()
          .filter(each -> each.name.equals(field))
          .map(each -> each.value.toString())
          .findFirst()
          .orElse("");
    }

    @Override
    public String toString() {
      List<String> parts = new ArrayList<>();
      fields.forEach(f -> parts.add(f.name + " " + f.value));
      changes.forEach(c -> parts.add("but " + Spelling.written(c.kind) + " " + c.value));
      return name + (parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")");
    }
  }

  /** Octets that are written in hexadecimal or are the value of a variable. */
  record Octets(Place place, Expression value) implements Payload {
    @Override
    public List<Expression> values() {
      return List.of(value);
    }

    @Override
    public String toString() {
      return "octets " + value;
    }
  }

  /** A field of a message, named as in the documentation. */
  record Field(Place place, String name, Expression value) {}

  /** A deliberate fault in the encoding of a message. */
  record Change(Place place, Kind kind, Expression value) {
    /** The part of the encoding that is changed. */
    public enum Kind {
      /** The type byte, as a letter or a number. */
      TYPE,
      /** The length field; the data after it are not changed. */
      LENGTH,
      /** The code of an untyped packet, as a number or a protocol version. */
      CODE,
      /** Octets are added at the end; the length field is not changed. */
      APPEND,
      /** This number of octets are removed at the end; the length field is not changed. */
      TRUNCATE
    }
  }
}
