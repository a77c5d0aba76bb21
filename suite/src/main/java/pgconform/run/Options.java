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

  /** The usual options. */
  public static Options of(long seed, Effort effort, int jobs, boolean shrink) {
    return new Options(
        seed,
        effort,
        effort.tries(),
        jobs,
        Optional.empty(),
        shrink,
        Duration.ofDays(1),
        System.getProperty("pgconform.command", "./pgconform"),
        List.of(),
        Optional.empty());
  }

  /** The same with another number of cases. */
  public Options withTries(int other) {
    return new Options(seed, effort, other, jobs, onlyCase, shrink, budget, command, further, file);
  }

  /** The same with another seed. */
  public Options withSeed(long other) {
    return new Options(
        other, effort, tries, jobs, onlyCase, shrink, budget, command, further, file);
  }

  /** The case that is run instead of drawn ones, if there is one. */
  Optional<String> onlyCase(Scenario scenario) {
    return onlyCase.or(scenario::onlyCase);
  }
}
