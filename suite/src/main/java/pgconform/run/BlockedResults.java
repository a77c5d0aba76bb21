package pgconform.run;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import pgconform.exchange.Verdict;

/**
 * Decides which blocked results are explained: those for which a requirement that judges the
 * obstacle is broken. An unexplained one is an error, because a gap in the catalogue must not be
 * green.
 */
final class BlockedResults {
  private static final Set<Verdict> EXPLAINING =
      EnumSet.of(Verdict.FAIL, Verdict.LENIENT, Verdict.ERROR);

  private BlockedResults() {}

  /**
   * Returns the ids of the requirements that may explain blocked results and that have not been
   * judged.
   */
  static Set<String> explaining(List<Result> results) {
    Set<String> ids = new TreeSet<>();
    results.stream()
        .filter(result -> result.verdict() == Verdict.BLOCKED)
        .forEach(result -> ids.addAll(result.explaining()));
    results.forEach(result -> ids.remove(result.scenario().id()));
    return ids;
  }

  /** Returns the results; those that are blocked without an explanation become errors. */
  static List<Result> explained(List<Result> results) {
    Set<String> broken =
        results.stream()
            .filter(result -> EXPLAINING.contains(result.verdict()))
            .map(result -> result.scenario().id())
            .collect(Collectors.toSet());
    return results.stream()
        .map(
            result ->
                result.verdict() == Verdict.BLOCKED
                        && result.explaining().stream().noneMatch(broken::contains)
                    ? result.unexplained()
                    : result)
        .toList();
  }
}
