package pgconform.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import pgconform.report.Report;
import pgconform.testing.Hostile;
import pgconform.testing.ScriptedServer;

/**
 * Judges servers that were drawn to do harm, each in a process of its own with little memory: it
 * ends in time with a status that is promised, without a stack trace, and with reports that other
 * programs can read. Run by {@code ci/soak-hostile}.
 *
 * <p>Arguments: a folder; the first seed; how many; how many at the same time; options of the
 * command {@code run}. Exit status 1 if one of them is red.
 */
public final class HostileSoak {
  private static final long BOUND_SECONDS = 240;

  private HostileSoak() {}

  /** Judges. */
  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args);
    Path folder = Files.createDirectories(Path.of(words.get(0)));
    long first = Long.parseLong(words.get(1));
    ExecutorService jobs = Executors.newFixedThreadPool(Integer.parseInt(words.get(3)));
    List<Future<Boolean>> green = new ArrayList<>();
    for (long n = first; n < first + Long.parseLong(words.get(2)); n++) {
      long seed = n;
      green.add(jobs.submit(() -> isGreen(seed, folder, words.subList(4, words.size()))));
    }
    boolean red = false;
    for (Future<Boolean> each : green) {
      red |= !each.get();
    }
    System.exit(red ? 1 : 0);
  }

  private static boolean isGreen(long seed, Path folder, List<String> options) throws Exception {
    long start = System.nanoTime();
    Path out = Files.createDirectories(folder.resolve(Long.toString(seed)));
    List<String> problems = judge(seed, out, options);
    System.out.printf(
        "%s seed %d (%d s)%s%n",
        problems.isEmpty() ? "green " : "red   ",
        seed,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
        problems.isEmpty() ? "" : ": " + String.join("; ", problems));
    return problems.isEmpty();
  }

  private static List<String> judge(long seed, Path out, List<String> options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dpgconform.scenarios=" + System.getProperty("pgconform.scenarios"),
                "-cp",
                System.getProperty("java.class.path"),
                "pgconform.cli.Main",
                "run",
                "--out",
                out.toString()));
    command.addAll(options);
    Path printed = out.resolve("printed.txt");
    List<String> problems = new ArrayList<>();
    try (ScriptedServer server = ScriptedServer.start(new Hostile(seed))) {
      command.add("postgresql://u:hush-hush@127.0.0.1:%d/x".formatted(server.port()));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile())
              .start();
      if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return List.of("it does not end within %d s".formatted(BOUND_SECONDS));
      } else if (!Set.of(0, 1, 3).contains(process.exitValue())) {
        problems.add("exit status " + process.exitValue());
      }
    }
    String text = Files.readString(printed);
    if (text.matches("(?s).*\\n\\s+at [a-z]+\\..*") || text.contains("Exception in thread")) {
      problems.add("a stack trace");
    }
    Hostile.unprintable(text).ifPresent(problems::add);
    problems.addAll(reports(out));
    return problems;
  }

  private static List<String> reports(Path out) throws Exception {
    List<String> problems = new ArrayList<>();
    for (String name : List.of("report.json", "junit.xml", "report.html", "summary.md")) {
      if (!Files.exists(out.resolve(name))) {
        return List.of("there is no " + name);
      } else if (Files.readString(out.resolve(name)).contains("hush-hush")) {
        problems.add("the password is in " + name);
      }
    }
    Report report = Report.read(out);
    if (report.targets().size() != 1) {
      problems.add("report.json has no target");
    }
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(out.resolve("junit.xml").toFile());
    return problems;
  }
}
