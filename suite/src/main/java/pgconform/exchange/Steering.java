package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import pgconform.link.Poller;
import pgconform.scenario.DelayStep;
import pgconform.scenario.GivenStep;
import pgconform.scenario.MatchStep;
import pgconform.scenario.RepeatStep;
import pgconform.scenario.Step;
import pgconform.scenario.Steps;

/**
 * Runs the steps of one case against a subject of one role. The steps that only decide which other
 * steps are run, and when, are the same for all roles.
 */
abstract class Steering implements Steps.Visitor<CaseEnded>, AutoCloseable {
  final Poller poller;
  final CaseVariables scope;
  final CaseRemarks remarks = new CaseRemarks();

  Steering(Poller poller, CaseVariables scope) {
    this.poller = poller;
    this.scope = scope;
  }

  /** Runs steps in their order. */
  void run(List<Step> steps) throws CaseEnded {
    for (Step step : steps) {
      admit(step);
      step.accept(this);
    }
  }

  /** Ends the case if this step needs something that the peer is known not to have provided. */
  void admit(Step step) throws CaseEnded {}

  @Override
  public void match(MatchStep step) throws CaseEnded {
    run(step.steps(scope.text(step.value())));
  }

  @Override
  public void repeat(RepeatStep step) throws CaseEnded {
    long times = scope.number(step.times());
    for (long n = 1; n <= times; n++) {
      scope.set("n", n);
      run(step.steps());
    }
  }

  @Override
  public void delay(DelayStep step) throws CaseEnded {
    poller.pause(scope.duration(step.time()).toNanos());
  }

  @Override
  public void given(GivenStep step) throws CaseEnded {
    try {
      run(step.steps());
    } catch (RequirementFailedException broken) {
      throw unprepared(step, broken.evidence);
    }
  }

  /** Returns how the case ends when a step of a precondition was not satisfied. */
  abstract CaseEnded unprepared(GivenStep step, Evidence evidence);

  /**
   * Returns the reason why a timeout of this case is not the fault of the subject; empty if it is,
   * or if the case did not end by a timeout.
   *
   * @param start the time at which the case began
   */
  abstract Optional<String> excuse(Evidence evidence, long start);

  /**
   * Returns the reason why a timeout of this case shows only that the subject has too little room;
   * empty if it does not.
   */
  Optional<String> full(Evidence evidence) {
    return Optional.empty();
  }

  /**
   * Returns what happened to the CancelRequests that the peer passes on, if it is known to be
   * wrong.
   */
  Optional<CancelRoute> route() {
    return Optional.empty();
  }

  /** Ends everything that the case has started. */
  @Override
  public abstract void close();
}
