package pgconform.scenario;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A variable that a scenario quantifies over. */
public record Variable(Place place, String name, Generator generator) {

  /** From what a variable takes its values. Becomes an Arbitrary of jqwik. */
  public sealed interface Generator {
    /** The other variables that it depends on. */
    default Set<String> needs() {
      return Set.of();
    }
  }

  /** One of the values written down. */
  public record OneOf(List<String> values) implements Generator {}

  /**
   * A number, or the variable that holds it.
   *
   * @param variable empty for a number
   */
  public record Bound(long number, String variable) {
    /** The number, given the values of the variables before. */
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
  }

  /** From a number to a number, both included. */
  public record Range(Bound from, Bound upTo) {
    private Set<String> needs() {
      Set<String> needs = new HashSet<>(from.needs());
      needs.addAll(upTo.needs());
      return needs;
    }
  }

  /** A whole number. */
  public record Integers(Range range) implements Generator {
    @Override
    public Set<String> needs() {
      return range.needs();
    }
  }

  /** A transport that the target offers; {@code among} is empty for any. */
  public record Transports(List<String> among) implements Generator {}

  /** A protocol version of major 3: those that mean something, and any other minor. */
  public record Versions() implements Generator {}

  /**
   * A change that makes a session's key wrong: flips, zeroes, reverses, replaces, truncates or
   * extends it.
   *
   * @param kinds the kinds of change; empty for all
   */
  public record WrongKeys(List<String> kinds) implements Generator {}

  /**
   * How a packet of {@code size} octets is cut into segments.
   *
   * @param size of the packet, in octets
   * @param endings whether octets may follow, and the sender may close or reset right behind it
   */
  public record Framings(Bound size, boolean endings) implements Generator {
    @Override
    public Set<String> needs() {
      return size.needs();
    }
  }

  /** Octets, so many. */
  public record Octets(Range size) implements Generator {
    @Override
    public Set<String> needs() {
      return size.needs();
    }
  }

  /** Text without NUL, so many characters. */
  public record Texts(Range size) implements Generator {
    @Override
    public Set<String> needs() {
      return size.needs();
    }
  }

  /**
   * Parameters of a StartupMessage, so many, in any order and possibly the same name twice.
   *
   * @param protocolOptions whether their names begin with {@code _pq_.}; otherwise they are
   *     run-time parameters that every PostgreSQL takes
   */
  public record StartUpParameters(Range count, boolean protocolOptions) implements Generator {
    @Override
    public Set<String> needs() {
      return count.needs();
    }
  }

  /** A time in microseconds; both bounds included. */
  public record Delays(long fromMicros, long upToMicros) implements Generator {}
}
