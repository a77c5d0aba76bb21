package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A piece of what a step sends. */
public sealed interface Payload {
  /** Where it stands. */
  Place place();

  /** The values in it. */
  List<Expression> values();

  /** Several pieces in prose. */
  static String told(List<Payload> payload) {
    return payload.stream().map(Payload::toString).collect(Collectors.joining(", "));
  }

  /**
   * A message, with any field as wanted and, by {@code changes}, with any fault.
   *
   * @param fields the fields given; the others are empty, zero or absent
   */
  record Message(Place place, String name, List<Field> fields, List<Change> changes)
      implements Payload {
    @Override
    public List<Expression> values() {
      return Stream.concat(fields.stream().map(Field::value), changes.stream().map(Change::value))
          .toList();
    }

    @Override
    public String toString() {
      List<String> parts = new ArrayList<>();
      fields.forEach(f -> parts.add(f.name + " " + f.value));
      changes.forEach(c -> parts.add("but " + Spelling.written(c.kind) + " " + c.value));
      return name + (parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")");
    }
  }

  /** Octets, written in hexadecimal or held by a variable. */
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

  /** A deliberate fault of a message's encoding. */
  record Change(Place place, Kind kind, Expression value) {
    /** What is changed. */
    public enum Kind {
      /** The type byte: a letter or a number. */
      TYPE,
      /** The length field; what follows it stays. */
      LENGTH,
      /** The code of an untyped packet, a number or a protocol version. */
      CODE,
      /** Octets added at the end; the length field stays. */
      APPEND,
      /** So many octets are left away at the end; the length field stays. */
      TRUNCATE
    }
  }
}
