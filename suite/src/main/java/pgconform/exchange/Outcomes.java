package pgconform.exchange;

import java.util.Optional;
import pgconform.link.Event;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.OutcomeRule;

/** Decides what the outcome of a step means for the case. */
final class Outcomes {
  private final Judge judge;
  private final CaseRemarks remarks;

  Outcomes(Judge judge, CaseRemarks remarks) {
    this.judge = judge;
    this.remarks = remarks;
  }

  /**
   * Notes the outcome; returns normally if the case continues.
   *
   * @param choice the choice that is satisfied
   * @param telling the event that explains it best
   * @param lacking what should have come before that event, if known
   */
  void take(
      ExpectStep step,
      String connection,
      ExpectStep.Choice choice,
      Event telling,
      Optional<Expected> lacking)
      throws RequirementFailedException, OutcomeReachedException {
    String name = choice.outcome();
    remarks.reached(name);
    if (!judge.knows(name)) {
      return;
    }
    Expected expected = lacking.orElse(better(step, name));
    Actual came = new Actual.Outcome(name, telling);
    Optional<OutcomeRule> rule = judge.rule(name);
    if (rule.isEmpty()) {
      throw new RequirementFailedException(step.place(), connection, expected, came);
    }
    remarks.say(rule.get().says());
    Verdict verdict = judge.of(rule.get().verdict());
    Evidence evidence = new Evidence(step.place(), connection, expected, came);
    switch (verdict) {
      case PASS -> {}
      case INFO -> remarks.note(verdict, Optional.empty());
      case LENIENT -> remarks.note(verdict, Optional.of(evidence));
      case FAIL -> throw new OutcomeReachedException(verdict, Optional.of(evidence));
      default -> throw new OutcomeReachedException(verdict);
    }
  }

  /** Returns the outcomes that would have been accepted. */
  private Expected better(ExpectStep step, String name) {
    return new Expected.Outcomes(step.choices().stream().filter(this::good).toList(), name);
  }

  /** Returns whether the case meets the requirement with this choice. */
  boolean good(ExpectStep.Choice choice) {
    String name = choice.outcome();
    return !judge.knows(name)
        || judge.rule(name).map(r -> r.verdict() == OutcomeRule.Judgement.PASS).orElse(false);
  }
}
