package pgconform.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.scenario.Scenario;

/**
 * How a run is done.
 *
 * @param tries cases of each scenario, at most
 * @param jobs scenarios running at the same time, at most
 * @param onlyCase one case instead of drawn ones, as a report writes it
 * @param shrink whether the simplest case that fails is looked for
 * @param budget after which no further case is begun
 * @param command how the user calls this program, for commands that reproduce a case
 * @param further options of the user's that such a command needs, too
 * @param file the scenario file that is replayed, if it is one
 */
public record Options(
    long seed,
    Effort effort,
    int tries,
    int jobs,
    Optional<String> onlyCase,
    boolean shrink,
    Duration budget,
    String command,
    List<String> further,
    Optional<Path> file) {

  /** The usual options, with one scenario at a time. */
  public static Options of(long seed, Effort effort) {
    return new Options(
        seed,
        effort,
        effort.tries(),
        1,
        Optional.empty(),
        true,
        Duration.ofDays(1),
        System.getProperty("pgconform.command", "./pgconform"),
        List.of(),
        Optional.empty());
  }

  /** The same with another number of cases. */
  public Options withTries(int other) {
    return with(seed, other, jobs, shrink);
  }

  /** The same with another seed. */
  public Options withSeed(long other) {
    return with(other, tries, jobs, shrink);
  }

  /** The same with so many scenarios at the same time. */
  public Options withJobs(int other) {
    return with(seed, tries, other, shrink);
  }

  /** The same where a case that fails is shown as it is. */
  public Options withoutShrinking() {
    return with(seed, tries, jobs, false);
  }

  private Options with(long otherSeed, int otherTries, int otherJobs, boolean otherShrink) {
    return new Options(
        otherSeed,
        effort,
        otherTries,
        otherJobs,
        onlyCase,
        otherShrink,
        budget,
        command,
        further,
        file);
  }

  /** The case that is run instead of drawn ones, if there is one. */
  Optional<String> onlyCase(Scenario scenario) {
    return onlyCase.or(scenario::onlyCase);
  }
}
