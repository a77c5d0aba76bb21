package pgconform.run;

import java.util.Optional;
import pgconform.exchange.Verdict;

/**
 * Whether a result is as expected.
 *
 * @param expected the verdicts that are expected, in words
 * @param known the reason of the expectation that makes a deviation green, or that the requirement
 *     is new
 * @param isNew whether the expected result is not yet decided, so that a deviation is green
 * @param unexpected how the result differs from an expectation and what to do, in one sentence
 */
public record GateVerdict(
    String expected,
    CiGate gate,
    Optional<String> known,
    Optional<String> unexpected,
    boolean isNew) {

  /**
   * Returns the gate verdict on a result without an expectation.
   *
   * @param strict whether a lenient verdict is red
   */
  public static GateVerdict usual(Verdict verdict, boolean strict) {
    boolean red =
        verdict == Verdict.FAIL
            || verdict == Verdict.ERROR
            || (strict && verdict == Verdict.LENIENT);
    CiGate gate = red ? CiGate.RED : CiGate.GREEN;
    return new GateVerdict("pass", gate, Optional.empty(), Optional.empty(), false);
  }

  /**
   * Returns the gate verdict on a deviation from a requirement that the expectations do not know.
   *
   * @param since the version of the catalogue in which the requirement first appeared
   */
  static GateVerdict fresh(int since) {
    return new GateVerdict(
        "pass",
        CiGate.GREEN,
        Optional.of(
            ("new in catalogue version %d, and the expectations are for an earlier version;"
                        + " accept it with")
                    .formatted(since)
                + " --write-expectations, or add an entry"),
        Optional.empty(),
        true);
  }

  /** Returns whether the build may continue. */
  public boolean green() {
    return gate == CiGate.GREEN;
  }
}
