package pgconform.property;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import pgconform.link.Transport;

/**
 * One value for each variable of a scenario.
 *
 * @param values the values in the order of the file; Strings, Longs, Durations, Bytes, Transports,
 *     KeyChanges, Framings and Pipelines
 */
public record Case(Map<String, Object> values) {
  public Case {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Returns the value of a variable without its numbers and octets, such as {@code flip}; empty if
   * nothing is left.
   */
  Optional<String> word(String variable) {
    Object value = values.get(variable);
    if (value instanceof String || value instanceof Transport) {
      return Optional.of(value.toString());
    } else if (value instanceof KeyChange change) {
      return Optional.of(change.kind().name().toLowerCase(Locale.ROOT));
    } else if (value instanceof Framing framing) {
      return Optional.of(framing.ending() + " " + Math.min(2, framing.cuts().size()));
    }
    return Optional.empty();
  }

  /** Returns the value of a variable as the name of a row or a column. */
  public String label(String variable) {
    return word(variable).orElseGet(() -> CaseNotation.write(values.get(variable)));
  }

  /** Returns the case in one line, from which {@link Cases#parse} makes the same case. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(e -> e.getKey() + "=" + CaseNotation.write(e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
