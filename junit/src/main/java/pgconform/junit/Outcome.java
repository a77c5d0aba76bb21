package pgconform.junit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.opentest4j.TestAbortedException;
import pgconform.exchange.Verdict;
import pgconform.report.FailureText;
import pgconform.report.Finding;
import pgconform.report.Shell;

/**
 * What a finding becomes on the JUnit Platform.
 *
 * @param skipped why it is skipped; empty if it is not
 * @param result the result, unless it is skipped
 * @param notes further facts that are published as report entries
 */
record Outcome(Optional<String> skipped, TestExecutionResult result, Map<String, String> notes) {
  private static final int MOST_LINES = 200;

  /**
   * Returns the outcome of a finding.
   *
   * @param causes the causes that it shares with others, a sentence each
   */
  static Outcome of(Finding finding, List<String> causes) {
    Verdict verdict = finding.verdict();
    boolean notTested = verdict == Verdict.UNSUPPORTED || verdict == Verdict.BLOCKED;
    if (notTested && !finding.red()) {
      return new Outcome(
          Optional.of(verdict + ": " + reason(finding)),
          TestExecutionResult.successful(),
          Map.of());
    }
    return new Outcome(Optional.empty(), result(finding, causes), notes(finding));
  }

  private static TestExecutionResult result(Finding finding, List<String> causes) {
    if (finding.red()) {
      String text = text(finding, causes);
      return TestExecutionResult.failed(
          finding.verdict() == Verdict.ERROR ? new NotJudged(text) : new RequirementBroken(text));
    }
    return switch (finding.verdict()) {
      case PASS, INFO -> TestExecutionResult.successful();
      case LENIENT ->
          finding.known().isEmpty() ? TestExecutionResult.successful() : aborted(finding);
      case UNSUPPORTED, BLOCKED, UNDECIDED, FAIL, ERROR -> aborted(finding);
    };
  }

  private static TestExecutionResult aborted(Finding finding) {
    return TestExecutionResult.aborted(
        new TestAbortedException(finding.verdict() + ": " + reason(finding)));
  }

  private static String reason(Finding finding) {
    return finding.known().isEmpty()
        ? finding.message()
        : "known: %s (%s)".formatted(finding.known(), finding.message());
  }

  /** Returns the text with the most important sentence first, which is all that some tools show. */
  private static String text(Finding finding, List<String> causes) {
    List<String> lines = new ArrayList<>();
    lines.add(finding.headline());
    causes.forEach(cause -> lines.add("cause      " + cause));
    lines.addAll(FailureText.lines(finding, MOST_LINES, again(finding)));
    return String.join("\n", lines);
  }

  /**
   * Returns the configuration parameters that run just this case again; empty without a failure.
   */
  private static String again(Finding finding) {
    Finding.Failure failure = finding.failure();
    if (failure == null) {
      return "";
    }
    List<String> words = new ArrayList<>();
    words.add("-D%s=%s".formatted(Settings.SCENARIO, finding.id()));
    words.add("-D%s=%d".formatted(Settings.SEED, failure.seed()));
    if (!failure.values().isEmpty()) {
      words.add("-D%s=%s".formatted(Settings.CASE, failure.values()));
    }
    return Shell.command(words);
  }

  private static Map<String, String> notes(Finding finding) {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("verdict", finding.verdict().toString());
    notes.put("cases", Integer.toString(finding.cases()));
    notes.put("milliseconds", Long.toString(Math.round(finding.durationMs())));
    if (!finding.message().isBlank()) {
      notes.put("note", finding.message());
    }
    return notes;
  }
}
