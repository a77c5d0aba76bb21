package pgconform.exchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.scenario.Level;
import pgconform.scenario.OutcomeRule;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.scenario.ServerVersion;

/**
 * Decides what an outcome means, depending on the level of the requirement, the profile and the
 * release. No other class does that.
 */
public final class Judge {
  private final Scenario scenario;
  private final Profile profile;
  private final Optional<ServerVersion> postgresql;

  /**
   * Creates a judge for one scenario and one target.
   *
   * @param postgresql the release, if the target is PostgreSQL itself
   */
  public Judge(Scenario scenario, Profile profile, Optional<ServerVersion> postgresql) {
    this.scenario = scenario;
    this.profile = profile;
    this.postgresql = postgresql;
  }

  /** Returns the verdict if no accepted outcome has occurred. */
  public Verdict broken() {
    if (allowance().isPresent()) {
      return Verdict.INFO;
    }
    return switch (scenario.level()) {
      case MUST -> Verdict.FAIL;
      case SHOULD -> profile == Profile.POSTGRESQL ? Verdict.FAIL : Verdict.LENIENT;
      // The behavior is unspecified, but PostgreSQL itself is known to behave in this way.
      case MAY, OBSERVE -> profile == Profile.POSTGRESQL ? Verdict.FAIL : Verdict.INFO;
    };
  }

  /**
   * Returns the deviations that are allowed because the target stands between clients and servers.
   */
  public Optional<String> allowance() {
    return scenario.poolersMay().filter(may -> profile == Profile.POOLER);
  }

  /** Returns the verdict if all steps were satisfied and no outcome says otherwise. */
  public Verdict satisfied() {
    return scenario.level() == Level.OBSERVE ? Verdict.INFO : Verdict.PASS;
  }

  /**
   * Returns the rule that applies to a named outcome; empty if none does, which means a broken
   * requirement.
   */
  public Optional<OutcomeRule> rule(String outcome) {
    Map<String, List<OutcomeRule>> outcomes = scenario.outcomes();
    return outcomes.get(outcome).stream().filter(this::applies).findFirst();
  }

  /** Returns whether the scenario says anything about this outcome. */
  public boolean knows(String outcome) {
    return scenario.outcomes().containsKey(outcome);
  }

  private boolean applies(OutcomeRule rule) {
    boolean profileFits = rule.profile().map(p -> p == profile).orElse(true);
    // Other products are free to behave as another release of PostgreSQL.
    boolean serverFits =
        rule.servers().isEmpty()
            || postgresql.isEmpty()
            || rule.servers().get().have(postgresql.get());
    return profileFits && serverFits;
  }

  /** Returns the verdict that corresponds to a judgement in a scenario file. */
  public Verdict of(OutcomeRule.Judgement judgement) {
    return switch (judgement) {
      case PASS -> satisfied();
      case LENIENT -> Verdict.LENIENT;
      case FAIL -> Verdict.FAIL;
      case INFO -> Verdict.INFO;
      case UNDECIDED -> Verdict.UNDECIDED;
      case UNSUPPORTED -> Verdict.UNSUPPORTED;
    };
  }
}
