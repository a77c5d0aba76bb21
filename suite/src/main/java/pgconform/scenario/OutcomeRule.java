package pgconform.scenario;

import java.util.Optional;

/**
 * What a named outcome means, under conditions.
 *
 * @param verdict what it means
 * @param says one sentence for the report
 * @param servers the PostgreSQL releases that this holds for; empty for all servers
 * @param profile the profile that this holds for; empty for all
 */
public record OutcomeRule(
    Place place,
    Judgement verdict,
    String says,
    Optional<Servers> servers,
    Optional<Profile> profile) {
  /** The meanings that a scenario may give to an outcome. */
  public enum Judgement {
    /** As required. */
    PASS,
    /** Allowed, though not as PostgreSQL does. */
    LENIENT,
    /** The requirement is broken. */
    FAIL,
    /** Unspecified; what happened is recorded. */
    INFO,
    /** A legal race: this case tells nothing. */
    UNDECIDED,
    /** The server turned out to lack what this scenario needs. */
    UNSUPPORTED
  }
}
