package pgconform.cli;

import java.util.List;
import java.util.Optional;
import pgconform.run.Part;
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

  /** Returns which part this is; empty for the whole run. */
  Optional<Part> shard() {
    return Optional.ofNullable(shard).map(PartOptions::part);
  }

  private static Part part(String words) {
    String part = Shard.of(words, System.getenv());
    return Part.parse(part)
        .orElseThrow(
            () -> new WrongUsage("--shard takes I/N such as 1/3, with I from 1 to N, not " + part));
  }

  boolean gateLater() {
    return gateLater;
  }

  /** Returns those of the chosen scenarios that this part runs. */
  List<Scenario> of(List<Scenario> chosen) {
    try {
      return shard().map(part -> Selection.shard(chosen, part)).orElse(chosen);
    } catch (IllegalArgumentException e) {
      throw new WrongUsage(e.getMessage());
    }
  }
}
