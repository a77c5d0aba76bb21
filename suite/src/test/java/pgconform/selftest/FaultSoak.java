package pgconform.selftest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import pgconform.environments.Verdicts;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.target.EmbeddedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.TlsContexts;
import pgconform.target.postgres.PostgresServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges servers with faults by their URL alone, as a user does, and looks at what the report says:
 * how long the run took, how many causes it names, and whether the first of them is the fault. What
 * is done stands in a file, so that it goes on where it was stopped. Run by {@code ci/soak-faults}.
 *
 * <p>The last lines count for how many faults the first cause is of the fault's area, and for how
 * many it is the only one. Exit status 1 if that is less than 95 % and 80 %.
 *
 * <p>Arguments: a folder; the faults: {@code all}, or names and areas with commas between; how many
 * at the same time; options of the command {@code run}.
 */
public final class FaultSoak {
  private FaultSoak() {}

  /** Judges. */
  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args);
    Path folder = Files.createDirectories(Path.of(words.get(0)));
    List<String> wanted = List.of(words.get(1).split(",", -1));
    List<String> options = words.subList(3, words.size());
    Predicate<Fault> chosen =
        fault ->
            wanted.contains("all")
                || wanted.contains(fault.name())
                || wanted.contains(fault.area());
    Path done = folder.resolve("faults.txt");
    List<String> lines = Files.exists(done) ? Files.readAllLines(done) : List.of();
    List<String> all = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(words.get(2)));
    try {
      List<Future<String>> judged = new ArrayList<>();
      for (Fault fault : Faults.all().stream().filter(chosen).toList()) {
        String key = fault.name() + ": ";
        Optional<String> before = lines.stream().filter(l -> l.startsWith(key)).findFirst();
        judged.add(
            before
                .<Future<String>>map(CompletableFuture::completedFuture)
                .orElseGet(
                    () ->
                        threads.submit(
                            () -> {
                              Path out = folder.resolve(fault.name());
                              String line = key + judge(fault, out, options);
                              note(done, line);
                              return line;
                            })));
      }
      for (Future<String> line : judged) {
        System.out.println(line.get());
        all.add(line.get());
      }
    } finally {
      threads.shutdownNow();
    }
    // A fault that shows only by chance, or nowhere by URL, has no cause to tell.
    List<String> noticed = all.stream().filter(line -> line.contains(" first: ")).toList();
    long right = noticed.stream().filter(line -> line.contains(" right first: ")).count();
    long only = noticed.stream().filter(line -> line.contains(" 1 cause, right ")).count();
    System.out.printf(
        "%d faults, %d noticed; the first cause is the fault's for %d, the only one for %d%n",
        all.size(), noticed.size(), right, only);
    System.exit(right >= 0.95 * noticed.size() && only >= 0.8 * noticed.size() ? 0 : 1);
  }

  private static synchronized void note(Path done, String line) throws IOException {
    Files.writeString(done, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String judge(Fault fault, Path out, List<String> options)
      throws IOException, InterruptedException {
    EmbeddedTarget spec = (EmbeddedTarget) TargetSpec.parse("embedded:18");
    try (PostgresServer server = spec.start();
        Proxy proxy =
            Proxy.start(
                new Connector(
                    new Address.Tcp("127.0.0.1", server.port()),
                    Optional.empty(),
                    server.unixSocket(),
                    TlsContexts.of(server.settings(), server.settings().hosts().get(0))),
                server.certificate(),
                fault.rules(new Random(fault.name().hashCode())))) {
      ConnectionSettings settings = server.settings().at(proxy.hostPort());
      String url =
          "postgresql://%s@127.0.0.1:%d/%s"
              .formatted(settings.user(), proxy.hostPort().port(), settings.database());
      long start = System.nanoTime();
      Verdicts verdicts = Verdicts.of(url, out, new ArrayList<>(options));
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      return "%s; %s (%d s)".formatted(causes(fault, out), verdicts.line(), seconds);
    }
  }

  /** How many causes the report names, and whether the first is the fault: one of its area. */
  private static String causes(Fault fault, Path out) throws IOException {
    Path file = out.resolve("report.json");
    if (!Files.exists(file)) {
      return "no report";
    }
    JsonNode report = JsonMapper.shared().readTree(Files.readAllBytes(file));
    JsonNode causes = report.path("causes");
    if (causes.isEmpty()) {
      boolean untested = report.path("targets").path(0).has("unavailable");
      return untested ? "cannot be tested" : "not noticed";
    }
    Set<String> ids = new TreeSet<>();
    ids.add(causes.get(0).path("first").asString());
    causes.get(0).path("others").forEach(id -> ids.add(id.asString()));
    boolean own = false;
    for (JsonNode result : report.path("results")) {
      own |=
          ids.contains(result.path("id").asString())
              && result.path("area").asString().equals(fault.area());
    }
    return "%d %s, %s first: %s"
        .formatted(
            causes.size(),
            causes.size() == 1 ? "cause" : "causes",
            own ? "right" : "wrong",
            causes.get(0).path("first").asString());
  }
}
