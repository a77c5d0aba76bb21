package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import pgconform.link.Transcript;

/**
 * What one case came to.
 *
 * @param says remarks for the report, such as what an unspecified behaviour turned out to be
 * @param evidence why it is not as required, where it is not
 * @param nanos how long it took
 */
public record CaseResult(
    Verdict verdict,
    List<String> says,
    Optional<Evidence> evidence,
    Transcript transcript,
    long nanos) {}
