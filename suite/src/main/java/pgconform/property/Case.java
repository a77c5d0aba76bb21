package pgconform.property;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One value for each variable of a scenario.
 *
 * @param values in the order of the file; Strings, Longs, Durations, Bytes, Transports, KeyChanges
 *     and Framings
 */
public record Case(Map<String, Object> values) {
  public Case {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The case in one line, from which {@link Cases#parse} makes the same case. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(e -> e.getKey() + "=" + Literals.write(e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
