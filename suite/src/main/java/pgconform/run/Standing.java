package pgconform.run;

import java.util.Optional;
import pgconform.exchange.Verdict;

/**
 * Whether one result is as expected.
 *
 * @param expected the verdicts that are, in words
 * @param green whether the gate lets it pass
 * @param known the reason of the expectation that says so, if it is a known deviation
 * @param unexpected what differs from an expectation and what to do about it, in one sentence
 */
public record Standing(
    String expected, boolean green, Optional<String> known, Optional<String> unexpected) {

  /**
   * What holds where nobody expects anything else.
   *
   * @param strict whether lenient is red
   */
  public static Standing usual(Verdict verdict, boolean strict) {
    boolean red =
        verdict == Verdict.FAIL
            || verdict == Verdict.ERROR
            || (strict && verdict == Verdict.LENIENT);
    return new Standing("pass", !red, Optional.empty(), Optional.empty());
  }
}
