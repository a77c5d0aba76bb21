package pgconform.cli;

import java.security.SecureRandom;
import pgconform.run.Effort;
import picocli.CommandLine.Option;

/** Options that say which cases are drawn. */
final class CaseOptions {
  @Option(
      names = "--effort",
      paramLabel = "EFFORT",
      description = "How many cases to draw: smoke (only the simplest), default or deep.")
  private Effort effort = Effort.DEFAULT;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Draw the same cases as an earlier run with this seed.")
  private Long seed;

  Effort effort() {
    return effort;
  }

  /** Returns the user's seed, or a new one each time. */
  long seed() {
    return seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
  }
}
