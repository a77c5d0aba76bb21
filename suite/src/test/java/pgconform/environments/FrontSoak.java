package pgconform.environments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.link.Address;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;

/**
 * Judges a real PostgreSQL behind what stands before it elsewhere: poolers, a load balancer, a TLS
 * front end. What is done stands in a file, so that it goes on where it was stopped. Run by {@code
 * ci/soak-fronts}.
 *
 * <p>Arguments: a folder; the server, such as {@code embedded:18}; the fronts, see {@link
 * Front#start}; how many seeds; how many threads keep the machine busy with every other seed;
 * options of the command {@code run}. Exit status 1 if one of them is red.
 */
public final class FrontSoak {
  private FrontSoak() {}

  /** Judges. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> words = List.of(args);
    Path folder = Files.createDirectories(Path.of(words.get(0)));
    Path done = folder.resolve("fronts.txt");
    List<String> lines = Files.exists(done) ? Files.readAllLines(done) : List.of();
    Targets targets = new Targets(Map.of(), Path.of("/"), Optional.empty(), Optional.empty());
    boolean red = false;
    try (ProbedTarget server = targets.open(TargetSpec.parse(words.get(1)))) {
      for (int seed = 1; seed <= Integer.parseInt(words.get(3)); seed++) {
        int busy = seed % 2 == 0 ? Integer.parseInt(words.get(4)) : 0;
        for (String front : words.get(2).split(",", -1)) {
          String key = "%s, seed %d, %d busy threads: ".formatted(front, seed, busy);
          Optional<String> before = lines.stream().filter(l -> l.contains(key)).findFirst();
          String line =
              before.isPresent()
                  ? before.get()
                  : judge(
                      front,
                      key,
                      busy,
                      server,
                      Files.createDirectories(folder.resolve(front + "-" + seed)),
                      options(words, seed));
          if (before.isEmpty()) {
            Files.writeString(
                done, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          }
          System.out.println(line);
          red |= line.startsWith("red");
        }
      }
    }
    System.exit(red ? 1 : 0);
  }

  private static List<String> options(List<String> words, int seed) {
    List<String> options = new ArrayList<>(words.subList(5, words.size()));
    options.addAll(List.of("--seed", Integer.toString(seed)));
    return options;
  }

  private static String judge(
      String kind, String key, int busy, ProbedTarget server, Path out, List<String> options)
      throws IOException, InterruptedException {
    Address.Tcp address = (Address.Tcp) server.subject().connector().address();
    Optional<Front> started = Front.start(kind, out, address, server.subject().defaultLogin());
    if (started.isEmpty()) {
      return "none   %snot installed".formatted(key);
    }
    List<Thread> loops = new ArrayList<>();
    try (Front front = started.get()) {
      for (int i = 0; i < busy; i++) {
        Thread loop = new Thread(FrontSoak::work, "busy");
        loop.setDaemon(true);
        loop.start();
        loops.add(loop);
      }
      Verdicts verdicts = Verdicts.of(front.url(), out, options);
      Files.write(out.resolve("problems.txt"), verdicts.problems());
      return (verdicts.problems().isEmpty() ? "green  " : "red    ") + key + verdicts.line();
    } finally {
      loops.forEach(Thread::interrupt);
    }
  }

  private static void work() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }
}
