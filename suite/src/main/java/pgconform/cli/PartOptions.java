package pgconform.cli;

import java.util.List;
import pgconform.run.Selection;
import pgconform.scenario.Scenario;
import picocli.CommandLine.Option;

/** Options of a run that is one of several, whose reports {@code merge} puts together. */
final class PartOptions {
  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Run only the I-th of N parts of the chosen scenarios; each part is always the same."
              + " 'auto' takes the number from Kubernetes or GitLab.")
  private String shard;

  @Option(
      names = "--gate-later",
      description =
          "Exit with status 0 if the report could be written, whatever the verdicts; 'merge' then"
              + " sets the exit status.")
  private boolean gateLater;

  /** Returns whether this is the whole run. */
  boolean whole() {
    return shard == null;
  }

  boolean gateLater() {
    return gateLater;
  }

  /** Returns those of the chosen scenarios that this part runs. */
  List<Scenario> of(List<Scenario> chosen) {
    try {
      return whole() ? chosen : Selection.shard(chosen, Shard.of(shard, System.getenv()));
    } catch (IllegalArgumentException e) {
      throw new WrongUsage(e.getMessage());
    }
  }
}
