package pgconform.scenario;

import java.util.List;
import java.util.Optional;

/**
 * The meaning of a named outcome, under conditions.
 *
 * @param verdict the verdict
 * @param says one sentence for the report
 * @param servers the PostgreSQL releases to which this applies; empty for all servers
 * @param profile the profile to which this applies; empty for all
 */
public record OutcomeRule(
    Place place,
    Judgement verdict,
    String says,
    Optional<ReleaseRange> servers,
    Optional<Profile> profile) {
  /** The verdicts that a scenario may give to an outcome. */
  public enum Judgement {
    /** The behavior is as required. */
    PASS,
    /** The behavior is allowed, but differs from PostgreSQL's. */
    LENIENT,
    /** The requirement is broken. */
    FAIL,
    /** The behavior is unspecified; what happened is recorded. */
    INFO,
    /** A legitimate race occurred: this case says nothing. */
    UNDECIDED,
    /** The server turned out to lack what this scenario needs. */
    UNSUPPORTED
  }

  /** The type of a verdict as the schema defines it. */
  static final Type<Judgement> WORD = Type.word(Judgement.class);

  /** The type of a verdict without conditions. */
  static final Type<Judgement> VERDICT = Type.referring("verdict", WORD);

  /** The form of a verdict under conditions. */
  static final MappingSchema<OutcomeRule> RULE =
      MappingSchema.of(
          "an outcome",
          "A verdict under conditions.",
          f ->
              new OutcomeRule(
                  f.place(),
                  f.required("verdict", "", VERDICT),
                  f.optional("says", "One sentence for the report.", Type.LINE).orElse(""),
                  f.optional(
                      "servers",
                      "Applies only to these releases of PostgreSQL. For other products, the rule"
                          + " always applies.",
                      ReleaseRange.TYPE),
                  f.optional("profile", "Only for this profile.", Type.word(Profile.class))));

  /** The type of a verdict, or of rules of which the first that applies counts. */
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

  /** The type of such an outcome as a field of a scenario. */
  static final Type<List<OutcomeRule>> TYPE = Type.referring("outcome", OUTCOME);
}
