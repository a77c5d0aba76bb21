package pgconform.scenario;

import java.util.List;
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
    Optional<ReleaseRange> servers,
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

  /** A verdict as the schema defines it. */
  static final Type<Judgement> WORD = Type.word(Judgement.class);

  /** A verdict without conditions. */
  static final Type<Judgement> VERDICT = Type.referring("verdict", WORD);

  /** A verdict under conditions. */
  static final MappingSchema<OutcomeRule> RULE =
      MappingSchema.of(
          "an outcome",
          "A verdict under conditions.",
          f ->
              new OutcomeRule(
                  f.place(),
                  f.required("verdict", "", VERDICT),
                  f.optional("says", "One sentence for the report.", Type.TEXT).orElse(""),
                  f.optional(
                      "servers",
                      "Applies only to these releases of PostgreSQL. For other products, the rule"
                          + " always applies.",
                      ReleaseRange.TYPE),
                  f.optional("profile", "Only for this profile.", Type.word(Profile.class))));

  /** A verdict, or rules of which the first that applies counts. */
  static final Type<List<OutcomeRule>> OUTCOME =
      Type.mixed(
          Type.single(
              VERDICT::schema,
              (text, field, problems) ->
                  new OutcomeRule(
                      text.place(),
                      VERDICT.read(text, "an outcome", problems),
                      "",
                      Optional.empty(),
                      Optional.empty())),
          RULE,
          "rule");

  /** The same as a field of a scenario. */
  static final Type<List<OutcomeRule>> TYPE = Type.referring("outcome", OUTCOME);
}
