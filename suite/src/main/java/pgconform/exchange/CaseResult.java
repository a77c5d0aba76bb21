package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import pgconform.link.Transcript;

/**
 * What one case came to.
 *
 * @param says remarks for the report, such as what an unspecified behavior turned out to be
 * @param evidence why it is not as required, where it is not
 * @param blocked what could not be set up, where the case is blocked
 * @param nanos how long it took
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
