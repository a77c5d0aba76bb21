package pgconform.scenario;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The source of the values of a variable. It becomes an Arbitrary of jqwik. */
public sealed interface Generator {
  /** Describes the generator in prose. */
  String told();

  /** Returns the other variables that it depends on. */
  default Set<String> needs() {
    return Set.of();
  }

  /** Returns the values, if they are listed. */
  default List<String> written() {
    return List.of();
  }

  /** Returns whether its values describe how octets are cut. */
  default boolean cuts() {
    return false;
  }

  /** One of the listed values. */
  record OneOf(List<String> values) implements Generator {
    @Override
    public List<String> written() {
      return values;
    }

    @Override
    public String told() {
      return String.join(", ", values);
    }
  }

  /**
   * A number, or the variable that contains it.
   *
   * @param variable the variable; empty for a number
   */
  record Bound(long number, String variable) {
    /** Returns the number, given the values of the earlier variables. */
    public long in(Map<String, Object> values) {
      if (variable.isEmpty()) {
        return number;
      }
      Object value = values.get(variable);
      return value instanceof Long n ? n : Long.parseLong(String.valueOf(value).strip());
    }

    private Set<String> needs() {
      return variable.isEmpty() ? Set.of() : Set.of(variable);
    }

    @Override
    public String toString() {
      return variable.isEmpty() ? Long.toString(number) : "$" + variable;
    }
  }

  /** A range of numbers that includes both limits. */
  record Range(Bound from, Bound upTo) {
    private Set<String> needs() {
      Set<String> needs = new HashSet<>(from.needs());
      needs.addAll(upTo.needs());
      return needs;
    }

    @Override
    public String toString() {
      return "from %s to %s".formatted(from, upTo);
    }
  }

  /** A whole number. */
  record Integers(Range range) implements Generator {
    @Override
    public Set<String> needs() {
      return range.needs();
    }

    @Override
    public String told() {
      return "a number, " + range;
    }
  }

  /** A transport that the target offers, and that is in {@code among} unless that is empty. */
  record Transports(List<String> among) implements Generator {
    @Override
    public List<String> written() {
      return among;
    }

    @Override
    public String told() {
      return among.isEmpty() ? "any transport that the target offers" : String.join(", ", among);
    }
  }

  /** A protocol version with major number 3: one with a meaning, or any other minor number. */
  record Versions() implements Generator {
    @Override
    public String told() {
      return "any protocol version 3.x";
    }
  }

  /**
   * A change that makes a session's key wrong, which is flipped, zeroed, reversed, replaced,
   * truncated or extended.
   *
   * @param kinds the kinds of change; empty for all
   */
  record WrongKeys(List<String> kinds) implements Generator {
    @Override
    public String told() {
      return "a wrong key: " + (kinds.isEmpty() ? "changed in any way" : String.join(", ", kinds));
    }
  }

  /**
   * The cuts of a packet of {@code size} octets into segments.
   *
   * @param size the size of the packet, in octets
   * @param endings whether octets may follow, and the sender may close or reset right after it
   */
  record Framings(Bound size, boolean endings) implements Generator {
    @Override
    public Set<String> needs() {
      return size.needs();
    }

    @Override
    public boolean cuts() {
      return true;
    }

    @Override
    public String told() {
      return "any cuts into segments"
          + (endings ? ", with octets behind, left open or closed or reset" : "");
    }
  }

  /** A sequence of octets of this size. */
  record Octets(Range size) implements Generator {
    @Override
    public Set<String> needs() {
      return size.needs();
    }

    @Override
    public String told() {
      return "any octets, " + size;
    }
  }

  /** A text without NUL of this number of characters. */
  record Texts(Range size) implements Generator {
    @Override
    public Set<String> needs() {
      return size.needs();
    }

    @Override
    public String told() {
      return "any text, %s characters".formatted(size);
    }
  }

  /**
   * This number of parameters of a StartupMessage, in any order and possibly with the same name
   * twice.
   *
   * @param protocolOptions whether their names begin with {@code _pq_.}; otherwise they are
   *     run-time parameters that every PostgreSQL accepts
   */
  record StartUpParameters(Range count, boolean protocolOptions) implements Generator {
    @Override
    public Set<String> needs() {
      return count.needs();
    }

    @Override
    public String told() {
      return count + (protocolOptions ? " protocol options _pq_.…" : " run-time parameters");
    }
  }

  /**
   * Messages of the extended query protocol with known answers.
   *
   * @param kinds what they may contain besides statements that succeed; empty for everything but
   *     {@code many}
   */
  record Pipelines(List<String> kinds) implements Generator {
    /** Returns whether they may contain something of this kind. */
    public boolean has(String kind) {
      return kinds.contains(kind) || (kinds.isEmpty() && !kind.equals("many"));
    }

    @Override
    public String told() {
      return "a pipeline of the extended query protocol, with "
          + (kinds.isEmpty() ? "anything in it" : String.join(", ", kinds));
    }
  }

  /** A time in microseconds, in a range that includes both limits. */
  record Delays(long fromMicros, long upToMicros) implements Generator {
    @Override
    public String told() {
      return "a time from %d to %d microseconds".formatted(fromMicros, upToMicros);
    }
  }
}
