package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import pgconform.link.Transcript;

/**
 * The result of one case.
 *
 * @param says remarks for the report, such as the behavior that was observed if none is specified
 * @param evidence why the case is not as required, if it is not
 * @param blocked the precondition that could not be set up, if the case is blocked
 * @param nanos how long the case took
 */
public record CaseResult(
    Verdict verdict,
    List<String> says,
    Optional<Evidence> evidence,
    Optional<SetUp> blocked,
    Transcript transcript,
    long nanos) {

  /** The same case where something else than what it judges is the cause. */
  CaseResult blocked(SetUp what, String why) {
    return new CaseResult(
        Verdict.BLOCKED,
        List.of(why + evidence.map(Evidence::sentence).orElse("")),
        Optional.empty(),
        Optional.of(what),
        transcript,
        nanos);
  }
}
