package pgconform.report;

import java.util.ArrayList;
import java.util.List;

/** Formats a failure as text for the terminal and for JUnit. */
public final class FailureText {
  private static final int LONGEST = 400;

  private FailureText() {}

  /** Returns all that is needed to find the cause, with a limited number of exchange lines. */
  public static List<String> lines(Finding finding, int mostExchangeLines) {
    return lines(finding, mostExchangeLines, finding.reproduce());
  }

  /**
   * Returns the lines for a user who runs this case again in another way.
   *
   * @param again the instruction that runs just this case again
   */
  public static List<String> lines(Finding finding, int mostExchangeLines, String again) {
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
    lines.add("got        " + failure.came());
    if (!failure.users().isEmpty()) {
      lines.add("users      " + failure.users());
    }
    for (String bug : finding.bug()) {
      // Another product may make the same mistake, but it does not have the published defect.
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
    lines.add("failed in  " + failure.rate());
    lines.add("signature  " + finding.signature());
    lines.add("seed       " + failure.seed());
    lines.add("again      " + again);
    lines.add("exchange");
    ExchangeText.lines(finding.trace(), mostExchangeLines).forEach(l -> lines.add("  " + l));
    return lines;
  }

  /** Cuts a text: the original case may contain thousands of octets, and the seed reproduces it. */
  private static String begin(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
