package pgconform.run;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import pgconform.exchange.Actual;
import pgconform.exchange.Evidence;
import pgconform.exchange.TargetFailure;
import pgconform.exchange.Verdict;
import pgconform.link.Transcript;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;

/**
 * The result of one requirement for one target.
 *
 * @param message why the verdict is what it is, in one sentence
 * @param explaining the ids of the requirements that judge what blocked cases could not set up
 * @param obstacle what stood in the way of cases that are blocked, or of all; empty if nothing did
 * @param missing the capabilities that the requirement needs and the target lacks
 * @param matrix tables of the cases, if the scenario asks for them
 * @param failure the smallest case that shows a failure, if there is one
 * @param times how long a connection stayed open, if the scenario asks for that
 * @param races what the rounds of races came to; possibly none
 * @param gate whether it is as expected
 */
public record Result(
    Scenario scenario,
    String target,
    Verdict verdict,
    String message,
    Cases cases,
    Set<String> explaining,
    Optional<Obstacle> obstacle,
    List<Capability> missing,
    List<Matrix> matrix,
    Optional<Failure> failure,
    Optional<Times> times,
    List<Race> races,
    GateVerdict gate) {
  /** What the message of a blocked result says besides, where nothing explains it. */
  public static final String UNEXPLAINED =
      "; none of these requirements fails, so the cause is unknown";

  /** A result for a target that lacks nothing, as the gate sees it without expectations. */
  public Result(
      Scenario scenario,
      String target,
      Verdict verdict,
      String message,
      Cases cases,
      Set<String> explaining,
      List<Matrix> matrix,
      Optional<Failure> failure) {
    this(
        scenario,
        target,
        verdict,
        message,
        cases,
        explaining,
        Optional.empty(),
        List.of(),
        matrix,
        failure,
        Optional.empty(),
        List.of(),
        GateVerdict.usual(verdict, false));
  }

  /** A result that no case has failed, blocked or tabulated. */
  public Result(Scenario scenario, String target, Verdict verdict, String message, Cases cases) {
    this(scenario, target, verdict, message, cases, Set.of(), List.of(), Optional.empty());
  }

  /** A result without a single case. */
  static Result notRun(Scenario scenario, String target, Verdict verdict, String message) {
    return new Result(scenario, target, verdict, message, new Cases(0, false, 0, 0));
  }

  /** The same for a target that lacks something. */
  public Result without(List<Capability> capabilities) {
    return with(verdict, message, List.copyOf(capabilities), failure, times, gate);
  }

  /** The same with the times of a connection. */
  public Result timed(Optional<Times> others) {
    return with(verdict, message, missing, failure, others, gate);
  }

  /** The same where something stood in the way. */
  public Result obstructed(Optional<Obstacle> by) {
    return with(by, races);
  }

  /** The same with what the rounds of races came to. */
  public Result raced(List<Race> others) {
    return with(obstacle, others);
  }

  private Result with(Optional<Obstacle> otherObstacle, List<Race> otherRaces) {
    return new Result(
        scenario,
        target,
        verdict,
        message,
        cases,
        explaining,
        otherObstacle,
        missing,
        matrix,
        failure,
        times,
        otherRaces,
        gate);
  }

  /** The same result as the gate sees it. */
  Result with(GateVerdict other) {
    return with(verdict, message, missing, failure, times, other);
  }

  /**
   * A blocked result that no result of the run explains, because the precondition is not judged.
   */
  Result unexplained() {
    GateVerdict error = GateVerdict.usual(Verdict.ERROR, false);
    return with(Verdict.ERROR, message + UNEXPLAINED, missing, failure, times, error);
  }

  /** The same with a simpler case that fails in the same way. */
  Result shrunk(Failure smallest) {
    return with(verdict, smallest.message(), List.of(), Optional.of(smallest), times, gate);
  }

  private Result with(
      Verdict otherVerdict,
      String otherMessage,
      List<Capability> otherMissing,
      Optional<Failure> otherFailure,
      Optional<Times> otherTimes,
      GateVerdict otherGate) {
    return new Result(
        scenario,
        target,
        otherVerdict,
        otherMessage,
        cases,
        explaining,
        obstacle,
        otherMissing,
        matrix,
        otherFailure,
        otherTimes,
        races,
        otherGate);
  }

  /**
   * The same where the target was harmed meanwhile, which is worse than all that it says itself.
   */
  Result harmed(Failure harm) {
    Optional<Failure> only = Optional.of(harm);
    return new Result(
        scenario, target, Verdict.FAIL, harm.message(), cases, Set.of(), matrix, only);
  }

  /** The same where what seemed to fail says nothing. */
  Result undecided(String why) {
    Cases one = new Cases(cases.count, cases.all, cases.undecided + 1, cases.nanos);
    return new Result(
        scenario, target, Verdict.UNDECIDED, why, one, Set.of(), matrix, Optional.empty());
  }

  /** What the requirement did to the target as a whole; empty if nothing. */
  public Optional<TargetFailure> harm() {
    return failure
        .map(f -> f.evidence().came())
        .filter(TargetFailure.class::isInstance)
        .map(TargetFailure.class::cast);
  }

  /** The signature of the failure; empty if there is none. */
  public String signature() {
    return failure.map(f -> f.evidence().signature()).orElse("");
  }

  /**
   * What stood in the way of judging.
   *
   * @param facts what failures may have in common with it
   * @param gone whether it is that the target was gone
   */
  public record Obstacle(Causes.Facts facts, boolean gone) {}

  /**
   * The cases that were run.
   *
   * @param all whether there are no others
   * @param undecided how many of them were inconclusive
   * @param nanos how long they took together
   */
  public record Cases(int count, boolean all, int undecided, long nanos) {}

  /**
   * A case that is not as required.
   *
   * @param values the case as {@code --case} takes it; empty without variables
   * @param firstValues the case as it was first found
   * @param facts what failures of other requirements may have in common with it
   * @param aptness how much of the requirement is about what failed, from 0 to 2002
   * @param defects the published defects of this release of PostgreSQL that show in this way
   * @param repeated in how many repetitions it failed
   * @param file a scenario file that holds just the steps and values that it takes
   * @param reproduce a command that runs just this case again
   */
  public record Failure(
      String values,
      String firstValues,
      Evidence evidence,
      Causes.Facts facts,
      int aptness,
      List<String> defects,
      Transcript transcript,
      Repetitions repeated,
      String file,
      List<String> reproduce) {

    /**
     * What users lose by what was seen, in one clause. The consequence of a requirement is told
     * only where the failure is about it: a session that does not begin loses no secrets, and
     * neither does a program that ends.
     */
    public String users(Scenario scenario) {
      if (evidence.came() instanceof TargetFailure) {
        return "all clients of the server can be cut off";
      }
      boolean other =
          evidence.came() instanceof Actual.Refusal
              || evidence.came() instanceof Actual.ProgramEnded;
      return other ? "" : scenario.consequence();
    }

    /** What went wrong, in one sentence. */
    String message() {
      return (defects.isEmpty() ? "" : "known defect %s; ".formatted(String.join(", ", defects)))
          + evidence.sentence();
    }
  }
}
