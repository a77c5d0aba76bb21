package pgconform.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.CaseResult;
import pgconform.link.Transcript;
import pgconform.link.TransportNote;
import pgconform.property.Case;
import pgconform.scenario.Scenario;
import pgconform.scenario.Timed;

/**
 * How long the server kept a connection open after the last data sent on it, by the values of a
 * variable.
 *
 * @param rows one row for each value, in the order of the scenario file
 */
public record Times(Timed of, List<Row> rows) {
  /**
   * The times of the cases with one value, in nanoseconds.
   *
   * @param median the median; the longer of two middle values
   */
  public record Row(String value, int cases, long median, long longest) {}

  /** Collects the times of the cases of a scenario. */
  static final class Collector {
    private final Optional<Timed> of;
    private final Map<String, List<Long>> taken = new LinkedHashMap<>();

    Collector(Scenario scenario) {
      of = scenario.timed();
      scenario.variables().stream()
          .filter(v -> of.map(Timed::variable).filter(v.name()::equals).isPresent())
          .flatMap(v -> v.generator().written().stream())
          .forEach(value -> taken.put(value, new ArrayList<>()));
    }

    /** Takes the time of a case, if the server closed the connection in it. */
    void add(Case values, CaseResult result) {
      of.ifPresent(
          timed ->
              open(timed.connection(), result.transcript().entries())
                  .ifPresent(
                      nanos ->
                          taken
                              .computeIfAbsent(
                                  values.label(timed.variable()), v -> new ArrayList<>())
                              .add(nanos)));
    }

    /** Returns the times; empty if there are none. */
    Optional<Times> times() {
      List<Row> rows = new ArrayList<>();
      taken.forEach(
          (value, times) -> {
            if (!times.isEmpty()) {
              Collections.sort(times);
              rows.add(
                  new Row(
                      value,
                      times.size(),
                      times.get(times.size() / 2),
                      times.get(times.size() - 1)));
            }
          });
      return of.filter(timed -> !rows.isEmpty()).map(timed -> new Times(timed, List.copyOf(rows)));
    }
  }

  private static Optional<Long> open(String connection, List<Transcript.Entry> entries) {
    long sent = -1;
    for (Transcript.Entry entry : entries) {
      if (entry.connection().equals(connection)) {
        if (entry.kind() == Transcript.Kind.SENT) {
          sent = entry.nanos();
        } else if (entry.notes(TransportNote.EndedByPeer.class) && sent >= 0) {
          return Optional.of(entry.nanos() - sent);
        }
      }
    }
    return Optional.empty();
  }
}
