package pgconform.cli;

import java.util.Map;

/** The part of a run that this machine executes when several machines share it. */
final class Shard {
  /**
   * The variable with the number of machines, for systems that number the machines without giving
   * their count.
   */
  static final String COUNT = "PGCONFORM_SHARDS";

  private static final String AUTO = "auto";

  private Shard() {}

  /**
   * Returns the part that the user or the environment gives.
   *
   * @param words I/N, or {@code auto}
   */
  static String of(String words, Map<String, String> environment) {
    if (!words.equals(AUTO)) {
      return words;
    }
    String kubernetes = environment.get("JOB_COMPLETION_INDEX");
    String gitlab = environment.get("CI_NODE_INDEX");
    if (kubernetes != null) {
      String count = environment.get(COUNT);
      if (count == null) {
        throw new WrongUsage(
            ("--shard auto: JOB_COMPLETION_INDEX is set, and %s is not: set it to the number"
                    + " of completions")
                .formatted(COUNT));
      }
      // Kubernetes counts from 0.
      return number("JOB_COMPLETION_INDEX", kubernetes) + 1 + "/" + number(COUNT, count);
    } else if (gitlab != null) {
      return number("CI_NODE_INDEX", gitlab)
          + "/"
          + number("CI_NODE_TOTAL", environment.getOrDefault("CI_NODE_TOTAL", ""));
    }
    throw new WrongUsage(
        "--shard auto needs JOB_COMPLETION_INDEX (Kubernetes) or CI_NODE_INDEX (GitLab), and"
            + " neither is set; write I/N such as 1/3");
  }

  private static int number(String name, String value) {
    if (!value.matches("\\d{1,4}")) {
      throw new WrongUsage("--shard auto: %s is no number".formatted(name));
    }
    return Integer.parseInt(value);
  }
}
