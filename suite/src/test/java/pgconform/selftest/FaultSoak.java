package pgconform.selftest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import pgconform.environments.Verdicts;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.target.EmbeddedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.TlsContexts;
import pgconform.target.postgres.PostgresServer;

/**
 * Judges servers with faults by their URL alone, as a user does, and looks at what the report says:
 * how long the run took, how many causes it names, and whether the first of them is the fault. What
 * is done stands in a file, so that it goes on where it was stopped. Run by {@code ci/soak-faults}.
 *
 * <p>Arguments: a folder; the faults: {@code all}, or names and areas with commas between; options
 * of the command {@code run}.
 */
public final class FaultSoak {
  private FaultSoak() {}

  /** Judges. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> words = List.of(args);
    Path folder = Files.createDirectories(Path.of(words.get(0)));
    List<String> wanted = List.of(words.get(1).split(",", -1));
    Predicate<Fault> chosen =
        fault ->
            wanted.contains("all")
                || wanted.contains(fault.name())
                || wanted.contains(fault.area());
    Path done = folder.resolve("faults.txt");
    List<String> lines = Files.exists(done) ? Files.readAllLines(done) : List.of();
    for (Fault fault : Faults.all().stream().filter(chosen).toList()) {
      String key = fault.name() + ": ";
      Optional<String> before = lines.stream().filter(l -> l.startsWith(key)).findFirst();
      String line =
          before.isPresent()
              ? before.get()
              : key + judge(fault, folder.resolve(fault.name()), words.subList(2, words.size()));
      if (before.isEmpty()) {
        Files.writeString(done, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
      System.out.println(line);
    }
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
      return "%s (%d s)".formatted(verdicts.line(), (System.nanoTime() - start) / 1_000_000_000);
    }
  }
}
