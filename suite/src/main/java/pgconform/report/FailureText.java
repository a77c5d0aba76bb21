package pgconform.report;

import java.util.ArrayList;
import java.util.List;
import pgconform.run.Result;
import pgconform.scenario.Bug;

/** A failure in words, for a terminal and for the text of a JUnit failure. */
public final class FailureText {
  private FailureText() {}

  /**
   * All that somebody needs who has to find out what went wrong; at most so many exchange lines.
   */
  public static List<String> lines(Result result, long seed, int mostExchangeLines) {
    List<String> lines = new ArrayList<>();
    if (result.failure().isEmpty()) {
      lines.add("reason     " + result.message());
      return lines;
    }
    Result.Failure failure = result.failure().get();
    lines.add(
        "expected   on %s: %s"
            .formatted(failure.evidence().connection(), failure.evidence().expected()));
    lines.add("came       " + failure.evidence().came());
    if (!result.scenario().consequence().isEmpty()) {
      lines.add("users      " + result.scenario().consequence());
    }
    for (Bug bug : result.scenario().bugs()) {
      // What another product does may be the same mistake, but has no number of its own.
      boolean own = failure.defects().contains(bug.name());
      lines.add((own ? "known as   " : "compare    ") + bug);
    }
    lines.add("step       " + failure.evidence().place());
    if (!failure.values().isEmpty()) {
      lines.add("case       " + failure.values());
      if (!failure.values().equals(failure.firstValues())) {
        lines.add("found as   " + failure.firstValues());
      }
    }
    lines.add("failed in  %d of %d runs".formatted(failure.failed(), failure.runs()));
    lines.add("seed       " + seed);
    lines.add("again      " + Shell.command(failure.reproduce()));
    lines.add("exchange");
    Exchanges.lines(failure.transcript(), mostExchangeLines).forEach(l -> lines.add("  " + l));
    return lines;
  }
}
