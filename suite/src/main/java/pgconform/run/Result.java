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
 * @param obstacle what prevented blocked cases, or all cases, from being judged; empty if nothing
 *     did
 * @param missing the capabilities that the requirement needs and the target lacks
 * @param matrix the tables of the cases, if the scenario asks for them
 * @param failure the smallest case that shows a failure, if there is one
 * @param times how long a connection stayed open, if the scenario asks for that
 * @param races the results of the rounds of races; possibly none
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
  /** The addition to the message of a blocked result that nothing explains. */
  public static final String UNEXPLAINED =
      "; none of these requirements fails, so the cause is unknown";

  /**
   * Creates a result for a target that lacks nothing, with the gate verdict without expectations.
   */
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

  /** Creates a result without failures, blocked cases and tables. */
  public Result(Scenario scenario, String target, Verdict verdict, String message, Cases cases) {
    this(scenario, target, verdict, message, cases, Set.of(), List.of(), Optional.empty());
  }

  /** Returns a result without a single case. */
  static Result notRun(Scenario scenario, String target, Verdict verdict, String message) {
    return new Result(scenario, target, verdict, message, new Cases(0, false, 0, 0));
  }

  /** Returns the result for a target that lacks something. */
  public Result without(List<Capability> capabilities) {
    return with(verdict, message, List.copyOf(capabilities), failure, times, gate);
  }

  /** Returns the result with the times of a connection. */
  public Result timed(Optional<Times> others) {
    return with(verdict, message, missing, failure, others, gate);
  }

  /** Returns the result with what prevented cases from being judged. */
  public Result obstructed(Optional<Obstacle> by) {
    return with(by, races);
  }

  /** Returns the result with the results of the rounds of races. */
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

  /** Returns the result with a gate verdict. */
  Result with(GateVerdict other) {
    return with(verdict, message, missing, failure, times, other);
  }

  /**
   * Returns the result of a blocked requirement that no result of the run explains, because the
   * precondition is not judged.
   */
  Result unexplained() {
    GateVerdict error = GateVerdict.usual(Verdict.ERROR, false);
    return with(Verdict.ERROR, message + UNEXPLAINED, missing, failure, times, error);
  }

  /** Returns the result with a simpler case that fails in the same way. */
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
   * Returns the result with harm to the target, which is worse than any failure of the requirement
   * itself.
   */
  Result harmed(Failure harm) {
    Optional<Failure> only = Optional.of(harm);
    return new Result(
        scenario, target, Verdict.FAIL, harm.message(), cases, Set.of(), matrix, only);
  }

  /** Returns the result as undecided, because the apparent failure says nothing. */
  Result undecided(String why) {
    Cases one = new Cases(cases.count, cases.all, cases.undecided + 1, cases.nanos);
    return new Result(
        scenario, target, Verdict.UNDECIDED, why, one, Set.of(), matrix, Optional.empty());
  }

  /** Returns what the requirement did to the target as a whole; empty if nothing. */
  public Optional<TargetFailure> harm() {
    return failure
        .map(f -> f.evidence().came())
        .filter(TargetFailure.class::isInstance)
        .map(TargetFailure.class::cast);
  }

  /** Returns the signature of the failure; empty if there is none. */
  public String signature() {
    return failure.map(f -> f.evidence().signature()).orElse("");
  }

  /**
   * What prevented a requirement from being judged.
   *
   * @param facts the facts that failures may share with it
   * @param gone whether the reason is that the target was gone
   */
  public record Obstacle(Causes.Facts facts, boolean gone) {}

  /**
   * The cases that were run.
   *
   * @param all whether these are all cases there are
   * @param undecided how many of them were inconclusive
   * @param nanos how long they took together
   */
  public record Cases(int count, boolean all, int undecided, long nanos) {}

  /**
   * A case that fails.
   *
   * @param values the case as {@code --case} accepts it; empty without variables
   * @param firstValues the case as it was first found
   * @param facts the facts that failures of other requirements may share with it
   * @param aptness how much of the requirement is about what failed, from 0 to 2002
   * @param defects the published defects of this release of PostgreSQL that show in this way
   * @param repeated the number of repetitions in which it failed
   * @param file a scenario file with only the necessary steps and values
   * @param reproduce a command that runs only this case again
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
     * Returns the consequence for users, in one clause. The consequence of a requirement is given
     * only if the failure is about it: a session that does not begin loses no secrets, and neither
     * does a program that ends.
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

    /** Returns what went wrong, in one sentence. */
    String message() {
      return (defects.isEmpty() ? "" : "known defect %s; ".formatted(String.join(", ", defects)))
          + evidence.sentence();
    }
  }
}
