package pgconform.run;

import java.util.List;
import pgconform.exchange.Verdict;

/**
 * What a run means for whoever waits for it.
 *
 * @param standings of the results, in their order
 * @param unmet what is wrong with the expectations themselves, a sentence each
 */
public record Gate(List<Standing> standings, List<String> unmet) {
  /** Exit status: as expected. */
  public static final int GREEN = 0;

  /** Exit status: a requirement is broken or an expectation unmet. */
  public static final int RED = 1;

  /** Exit status: a target or a requirement could not be tested. */
  public static final int UNTESTED = 3;

  /** The gate of a run of which nothing special is expected. */
  public static Gate usual(RunResult run, boolean strict) {
    return new Gate(
        run.results().stream().map(r -> Standing.usual(r.verdict(), strict)).toList(), List.of());
  }

  /** The exit status of a run with these results. */
  public int exitStatus(RunResult run) {
    boolean untested = run.targets().stream().anyMatch(t -> t.unavailable().isPresent());
    if (untested || run.count(Verdict.ERROR) > 0) {
      return UNTESTED;
    }
    boolean red = !unmet.isEmpty() || standings.stream().anyMatch(s -> !s.green());
    return red ? RED : GREEN;
  }
}
