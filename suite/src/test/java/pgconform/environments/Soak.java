package pgconform.environments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Judges a real PostgreSQL in every environment, on several kinds of server. What is done stands in
 * a file, so that it can be stopped and goes on where it was. Run by {@code ci/soak}.
 *
 * <p>Arguments: a folder; the kinds of server, such as {@code debian,embedded:18}; which of the
 * environments: {@code all}, {@code quick} or a part of their names; options of the command {@code
 * run}. Exit status 1 if one of them is red.
 */
public final class Soak {
  private final Path folder;
  private final List<Environment> chosen;
  private final List<String> options;
  private boolean red;

  private Soak(Path folder, String which, List<String> options) {
    this.folder = folder;
    this.options = options;
    Predicate<Environment> wanted =
        switch (which) {
          case "all" -> each -> true;
          case "quick" -> Environment::isQuick;
          default -> each -> each.name().contains(which);
        };
    // Those that every change is tried in come first.
    chosen =
        Environments.ALL.stream()
            .filter(wanted)
            .sorted(Comparator.comparing(each -> !each.isQuick()))
            .toList();
  }

  /** Judges. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> words = List.of(args);
    Soak soak = new Soak(Path.of(words.get(0)), words.get(2), words.subList(3, words.size()));
    Files.createDirectories(soak.folder);
    for (String kind : words.get(1).split(",", -1)) {
      soak.judge(kind);
    }
    System.exit(soak.red ? 1 : 0);
  }

  /** Judges on one kind of server, what was not done before. */
  private void judge(String kind) throws IOException, InterruptedException {
    String file = kind.replace(':', '-');
    Path done = folder.resolve(file + ".txt");
    List<String> lines = Files.exists(done) ? Files.readAllLines(done) : new ArrayList<>();
    Optional<Path> programs = Programs.of(kind);
    if (programs.isEmpty()) {
      System.out.println(kind + " is not installed: left out");
      return;
    }
    try (Stage stage = new Stage(programs.get())) {
      for (Environment environment : chosen) {
        String key = "  %s: ".formatted(environment);
        Optional<String> before = lines.stream().filter(l -> l.contains(key)).findFirst();
        String line =
            before.isPresent()
                ? before.get()
                : judge(environment, stage, folder.resolve(file)).formatted(key);
        if (before.isEmpty()) {
          Files.writeString(
              done, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        System.out.println(kind + "  " + line);
        red |= line.startsWith("red");
      }
    }
  }

  private String judge(Environment environment, Stage stage, Path reports)
      throws IOException, InterruptedException {
    Stage.Made made = stage.make(environment);
    if (made.url().isEmpty()) {
      return "none %s" + made.reason();
    }
    long start = System.nanoTime();
    Verdicts verdicts = Verdicts.of(made.url().get(), reports.resolve(environment.slug()), options);
    String numbers =
        "%s (%d s)".formatted(verdicts.line(), (System.nanoTime() - start) / 1_000_000_000);
    List<String> problems = verdicts.problems(environment.floor());
    Files.write(reports.resolve(environment.slug()).resolve("problems.txt"), problems);
    String reason = Environments.NOT_YET.get(environment.name());
    if (problems.isEmpty()) {
      return reason == null
          ? "green%s" + numbers
          : "red  %s" + numbers + ", but it is listed as not yet green";
    }
    return reason == null ? "red  %s" + numbers : "later%s" + numbers + ", not yet: " + reason;
  }
}
