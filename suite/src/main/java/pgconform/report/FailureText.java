package pgconform.report;

import java.util.ArrayList;
import java.util.List;

/** A failure in words, for a terminal and for the text of a JUnit failure. */
public final class FailureText {
  private static final int LONGEST = 400;

  private FailureText() {}

  /**
   * All that somebody needs who has to find out what went wrong; at most so many exchange lines.
   */
  public static List<String> lines(Finding finding, int mostExchangeLines) {
    List<String> lines = new ArrayList<>();
    if (!finding.unexpected().isEmpty()) {
      lines.add("unexpected " + finding.unexpected());
    }
    Finding.Failure failure = finding.failure();
    if (failure == null) {
      if (!finding.message().isEmpty()) {
        lines.add("reason     " + finding.message());
      }
      return lines;
    }
    lines.add("expected   on %s: %s".formatted(failure.connection(), failure.wanted()));
    lines.add("came       " + failure.came());
    if (!finding.consequence().isEmpty()) {
      lines.add("users      " + finding.consequence());
    }
    for (String bug : finding.bug()) {
      // What another product does may be the same mistake, but has no number of its own.
      boolean own = finding.defects().stream().anyMatch(bug::startsWith);
      lines.add((own ? "known as   " : "compare    ") + bug);
    }
    lines.add("step       " + failure.step());
    if (!failure.values().isEmpty()) {
      lines.add("case       " + failure.values());
      if (!failure.values().equals(failure.foundAs())) {
        lines.add("found as   " + begin(failure.foundAs()));
      }
    }
    lines.add("failed in  %d of %d runs".formatted(failure.failed(), failure.runs()));
    lines.add("signature  " + finding.signature());
    lines.add("seed       " + failure.seed());
    lines.add("again      " + finding.reproduce());
    lines.add("exchange");
    Exchanges.lines(finding.trace(), mostExchangeLines).forEach(l -> lines.add("  " + l));
    return lines;
  }

  /** The case before it was made simpler may hold thousands of octets; the seed finds it again. */
  private static String begin(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
