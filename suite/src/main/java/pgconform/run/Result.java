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
 * @param cases how many were run
 * @param all whether there are no others
 * @param undecided how many of them were inconclusive
 * @param explaining the ids of the requirements that judge what blocked cases could not set up
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
    int cases,
    boolean all,
    int undecided,
    long nanos,
    Set<String> explaining,
    List<Capability> missing,
    List<Matrix> matrix,
    Optional<Failure> failure,
    Optional<Times> times,
    List<Race> races,
    GateVerdict gate) {
  /** What the message of a blocked result says besides, where nothing explains it. */
  public static final String UNEXPLAINED =
      "; none of these requirements fails, so the cause is unknown";

  /** A result for a target that lacks nothing. */
  public Result(
      Scenario scenario,
      String target,
      Verdict verdict,
      String message,
      int cases,
      boolean all,
      int undecided,
      long nanos,
      Set<String> explaining,
      List<Matrix> matrix,
      Optional<Failure> failure,
      GateVerdict gate) {
    this(
        scenario,
        target,
        verdict,
        message,
        cases,
        all,
        undecided,
        nanos,
        explaining,
        List.of(),
        matrix,
        failure,
        Optional.empty(),
        List.of(),
        gate);
  }

  /** A result without a single case. */
  static Result notRun(Scenario scenario, String target, Verdict verdict, String message) {
    return new Result(
        scenario,
        target,
        verdict,
        message,
        0,
        false,
        0,
        0,
        Set.of(),
        List.of(),
        Optional.empty(),
        GateVerdict.usual(verdict, false));
  }

  /** The same for a target that lacks something. */
  public Result without(List<Capability> capabilities) {
    return new Result(
        scenario,
        target,
        verdict,
        message,
        cases,
        all,
        undecided,
        nanos,
        explaining,
        List.copyOf(capabilities),
        matrix,
        failure,
        times,
        races,
        gate);
  }

  /** The same with the times of a connection. */
  public Result timed(Optional<Times> others) {
    return new Result(
        scenario,
        target,
        verdict,
        message,
        cases,
        all,
        undecided,
        nanos,
        explaining,
        missing,
        matrix,
        failure,
        others,
        races,
        gate);
  }

  /** The same with what the rounds of races came to. */
  public Result raced(List<Race> others) {
    return new Result(
        scenario,
        target,
        verdict,
        message,
        cases,
        all,
        undecided,
        nanos,
        explaining,
        missing,
        matrix,
        failure,
        times,
        others,
        gate);
  }

  /** The same result as the gate sees it. */
  Result with(GateVerdict other) {
    return as(verdict, message, other);
  }

  /**
   * A blocked result that no result of the run explains, because the precondition is not judged.
   */
  Result unexplained() {
    return as(Verdict.ERROR, message + UNEXPLAINED, GateVerdict.usual(Verdict.ERROR, false));
  }

  /**
   * The same where the target was harmed meanwhile, which is worse than all that it says itself.
   */
  Result harmed(Failure harm) {
    return new Result(
        scenario,
        target,
        Verdict.FAIL,
        harm.message(),
        cases,
        all,
        undecided,
        nanos,
        Set.of(),
        matrix,
        Optional.of(harm),
        GateVerdict.usual(Verdict.FAIL, false));
  }

  /** What the requirement did to the target as a whole; empty if nothing. */
  public Optional<TargetFailure> harm() {
    return failure
        .map(f -> f.evidence().came())
        .filter(TargetFailure.class::isInstance)
        .map(TargetFailure.class::cast);
  }

  /** The same with a simpler case that fails in the same way. */
  Result shrunk(Failure smallest) {
    return new Result(
            scenario,
            target,
            verdict,
            smallest.message(),
            cases,
            all,
            undecided,
            nanos,
            explaining,
            matrix,
            Optional.of(smallest),
            gate)
        .timed(times)
        .raced(races);
  }

  /** The same where what seemed to fail says nothing. */
  Result undecided(String why) {
    return new Result(
        scenario,
        target,
        Verdict.UNDECIDED,
        why,
        cases,
        all,
        undecided + 1,
        nanos,
        Set.of(),
        matrix,
        Optional.empty(),
        GateVerdict.usual(Verdict.UNDECIDED, false));
  }

  private Result as(Verdict otherVerdict, String otherMessage, GateVerdict otherGate) {
    return new Result(
        scenario,
        target,
        otherVerdict,
        otherMessage,
        cases,
        all,
        undecided,
        nanos,
        explaining,
        missing,
        matrix,
        failure,
        times,
        races,
        otherGate);
  }

  /** The signature of the failure; empty if there is none. */
  public String signature() {
    return failure.map(f -> f.evidence().signature()).orElse("");
  }

  /**
   * A case that is not as required.
   *
   * @param values the case as {@code --case} takes it; empty without variables
   * @param firstValues the case as it was first found
   * @param facts what failures of other requirements may have in common with it
   * @param defects the published defects of this release of PostgreSQL that show in this way
   * @param failed in how many of {@code runs} repetitions it failed
   * @param file a scenario file that holds just the steps and values that it takes
   * @param reproduce a command that runs just this case again
   */
  public record Failure(
      String values,
      String firstValues,
      Evidence evidence,
      List<String> facts,
      List<String> defects,
      Transcript transcript,
      int failed,
      int runs,
      String file,
      List<String> reproduce) {

    /**
     * What users lose by what was seen, in one clause. The consequence of a requirement is told
     * only where the failure is about it: a session that does not begin loses no secrets.
     */
    public String users(Scenario scenario) {
      if (evidence.came() instanceof TargetFailure) {
        return "all clients of the server can be cut off";
      }
      return evidence.came() instanceof Actual.Refusal ? "" : scenario.consequence();
    }

    /** What went wrong, in one sentence. */
    String message() {
      return (defects.isEmpty() ? "" : "known defect %s; ".formatted(String.join(", ", defects)))
          + evidence.sentence();
    }
  }
}
