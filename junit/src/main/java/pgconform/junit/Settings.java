package pgconform.junit;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.platform.engine.ConfigurationParameters;
import pgconform.property.Cases;
import pgconform.run.Effort;
import pgconform.run.Options;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.scenario.Spelling;

/**
 * The settings of a run: what the annotation of a class says, overridden by the configuration
 * parameters.
 */
final class Settings {
  /** The requirements to judge: ids, globs or areas, separated by commas. */
  static final String SCENARIO = "pgconform.junit.scenario";

  /** The seed. */
  static final String SEED = "pgconform.junit.seed";

  /** The case of the only requirement, as a failure prints it. */
  static final String CASE = "pgconform.junit.case";

  /** The number of cases: smoke, default or deep. */
  static final String EFFORT = "pgconform.junit.effort";

  private static final int MOST_JOBS = 64;

  private final PostgresConformance annotation;
  private final ConfigurationParameters parameters;

  Settings(PostgresConformance annotation, ConfigurationParameters parameters) {
    this.annotation = annotation;
    this.parameters = parameters;
  }

  /** Returns the patterns of the wanted requirements; empty for all. */
  List<String> wanted() {
    return parameters
        .get(SCENARIO)
        .filter(words -> !words.isBlank())
        .map(words -> List.of(words.trim().split("\\s*,\\s*")))
        .orElseGet(() -> List.of(annotation.scenario()));
  }

  Optional<Profile> profile() {
    return annotation.profile().isEmpty()
        ? Optional.empty()
        : Optional.of(word("profile", annotation.profile(), Profile.values()));
  }

  /**
   * Checks everything before a server is started for it.
   *
   * @throws WrongUse with one sentence, if something is wrong
   */
  void check(List<Scenario> chosen) {
    profile();
    options(chosen);
  }

  /** Returns the options of a run of these requirements. */
  Options options(List<Scenario> chosen) {
    int jobs = annotation.jobs();
    if (jobs < 1 || jobs > MOST_JOBS) {
      throw new WrongUse("jobs is a number from 1 to %d, not %d".formatted(MOST_JOBS, jobs));
    }
    Options usual = Options.of(seed(), effort(), jobs, true);
    Optional<String> only = parameters.get(CASE).filter(values -> !values.isBlank());
    only.ifPresent(values -> check(values, chosen));
    return new Options(
        usual.seed(),
        usual.effort(),
        usual.tries(),
        usual.jobs(),
        only,
        usual.shrink(),
        usual.budget(),
        "pgconform",
        usual.further(),
        usual.file(),
        usual.shard());
  }

  private static void check(String values, List<Scenario> chosen) {
    if (chosen.size() != 1) {
      throw new WrongUse("%s needs %s with the id of one requirement".formatted(CASE, SCENARIO));
    }
    try {
      Cases.parse(chosen.get(0), values);
    } catch (IllegalArgumentException e) {
      throw new WrongUse(CASE + ": " + e.getMessage());
    }
  }

  private Effort effort() {
    return parameters
        .get(EFFORT)
        .map(word -> word(EFFORT, word, Effort.values()))
        .orElseGet(() -> word("effort", annotation.effort(), Effort.values()));
  }

  private long seed() {
    Optional<String> given = parameters.get(SEED);
    if (given.isPresent()) {
      try {
        return Long.parseLong(given.get().trim());
      } catch (NumberFormatException e) {
        throw new WrongUse("%s is a number, not '%s'".formatted(SEED, given.get()));
      }
    }
    return annotation.seed() != 0
        ? annotation.seed()
        : new SecureRandom().nextInt(Integer.MAX_VALUE);
  }

  private static <T> T word(String name, String word, T[] known) {
    return Arrays.stream(known)
        .filter(each -> each.toString().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> words = Arrays.stream(known).map(Object::toString).toList();
              return new WrongUse(
                  "%s: there is no '%s'%s".formatted(name, word, Spelling.hint(word, words)));
            });
  }
}
