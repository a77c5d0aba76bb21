package pgconform.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.scenario.Scenario;

/**
 * The options of a run.
 *
 * @param tries the maximum number of cases for each scenario
 * @param jobs the maximum number of scenarios at the same time
 * @param onlyCase the case to run instead of drawn ones, written as in a report
 * @param shrink whether to look for the simplest case that fails
 * @param budget the time after which no further case starts
 * @param command the name under which the user runs this program, for commands that reproduce a
 *     case
 * @param further the user's options that such a command needs as well
 * @param file the scenario file that is replayed, if any
 * @param shard the part of the scenarios that is run, such as 1/2; empty for all
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
    Optional<Path> file,
    Optional<Part> shard) {

  /** The value without a budget, which is more time than any run takes. */
  public static final Duration UNLIMITED = Duration.ofDays(1);

  /** Returns whether there is a time after which no further case starts. */
  public boolean hasBudget() {
    return budget.compareTo(UNLIMITED) < 0;
  }

  /** Returns the usual options. */
  public static Options of(long seed, Effort effort, int jobs, boolean shrink) {
    return new Options(
        seed,
        effort,
        effort.tries(),
        jobs,
        Optional.empty(),
        shrink,
        UNLIMITED,
        System.getProperty("pgconform.command", "./pgconform"),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns the same options with another number of cases. */
  public Options withTries(int other) {
    return new Options(
        seed, effort, other, jobs, onlyCase, shrink, budget, command, further, file, shard);
  }

  /** Returns the same with another seed. */
  public Options withSeed(long other) {
    return new Options(
        other, effort, tries, jobs, onlyCase, shrink, budget, command, further, file, shard);
  }

  /** Returns the case that is run instead of drawn ones, if there is one. */
  Optional<String> onlyCase(Scenario scenario) {
    return onlyCase.or(scenario::onlyCase);
  }
}
