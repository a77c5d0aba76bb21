package pgconform.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.link.Transcript;

/**
 * The result of one case.
 *
 * @param says remarks for the report, such as the behavior that was observed if none is specified
 * @param evidence why the case is not as required, if it is not
 * @param blocked the precondition that could not be set up, if the case is blocked
 * @param obstacle the evidence for what came instead of that precondition
 * @param races the counts of the rounds of races; possibly none
 * @param nanos how long the case took
 */
public record CaseResult(
    Verdict verdict,
    List<String> says,
    Optional<Evidence> evidence,
    Optional<SetUp> blocked,
    Optional<Evidence> obstacle,
    Transcript transcript,
    List<RaceCounts> races,
    long nanos) {

  /** A result without races and without an unmet precondition. */
  public CaseResult(
      Verdict verdict,
      List<String> says,
      Optional<Evidence> evidence,
      Optional<SetUp> blocked,
      Transcript transcript,
      long nanos) {
    this(verdict, says, evidence, blocked, Optional.empty(), transcript, List.of(), nanos);
  }

  /** Returns the same case as blocked, because something other than what it judges is the cause. */
  CaseResult blocked(SetUp what, String why) {
    return new CaseResult(
        Verdict.BLOCKED,
        List.of(why + evidence.map(Evidence::sentence).orElse("")),
        Optional.empty(),
        Optional.of(what),
        evidence,
        transcript,
        races.stream().map(RaceCounts::excused).toList(),
        nanos);
  }

  /** Returns the same case as undecided, because the target did not react to another connection. */
  CaseResult whileItStoodStill(Duration time) {
    return new CaseResult(
        Verdict.UNDECIDED,
        List.of(
            "the target did not react to another connection for %.1f s of the wait, and then did"
                .formatted(time.toMillis() / 1e3)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        transcript,
        races.stream().map(RaceCounts::excused).toList(),
        nanos);
  }
}
