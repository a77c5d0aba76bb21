package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.pooler.Pooler;
import pgconform.pooler.PoolerFault;

/** {@code pgconform proxy} with a pooler that a target file starts. */
class ProxyCommandTest {
  @TempDir private Path folder;

  private Path file(PoolerFault fault) throws Exception {
    String text =
        """
        name: little pooler
        url: postgresql://app@127.0.0.1:${port}/app
        start:
          run:
            - "%s"
            - -cp
            - "%s"
            - %s
            - "postgresql://${backend_user}@${backend_host}:${backend_port}/${backend_database}"
            - transaction
            - "4"
            - "${port}"
            - %s
        restart: on-crash
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Pooler.class.getName(),
                fault);
    return Files.writeString(folder.resolve("pooler.yaml"), text);
  }

  @Test
  void aProxyHasATargetFile() throws Exception {
    Path server =
        Files.writeString(
            folder.resolve("server.yaml"), "url: postgresql://a@b/c\nstart: {run: [./a]}\n");
    Execution.of("proxy --help").gives(0, "backend_port", "--shard", "--expectations");
    Execution.of("proxy").gives(2, "Missing required parameter");
    Execution.of("proxy", server)
        .gives(2, "is not the target file of a proxy: its 'start' does not use ${backend_port}");
    Execution.of("proxy postgresql://a@b/c")
        .gives(
            2,
            "is not the target file of a proxy: the target file of a proxy has a 'start' that uses"
                + " ${backend_port}");
    Path running = Files.writeString(folder.resolve("running.yaml"), "url: postgresql://a@b/c\n");
    Execution.of("proxy", running)
        .gives(2, "is not the target file of a proxy: it has no 'start', the command that starts");
    Execution.of("run", file(PoolerFault.NONE))
        .gives(2, "starts a proxy, which only 'pgconform proxy' judges");
    Execution.of("lint", file(PoolerFault.NONE)).gives(0, "1 target file without errors");
    Execution.of("proxy -s CAN-001", file(PoolerFault.NONE))
        .gives(2, "--scenario CAN-001 matches no scenario");
  }

  @Test
  void allMistakesOfATargetFileAreToldAtOnce() throws Exception {
    String text =
        """
        url: postgresql://app@127.0.0.1:${prot}/app
        start: {run: [./pooler, "${backend_prot}"]}
        %s: on-crash
        """;
    Path names = Files.writeString(folder.resolve("names.yaml"), text.formatted("restart"));
    String[] both = {
      "names.yaml:1:33: ${prot} is neither",
      "did you mean ${port}?",
      "names.yaml:2:26: ${backend_prot} is neither",
      "did you mean ${backend_port}?"
    };
    Execution.of("proxy", names).gives(2, both);
    Execution.of("lint", names).gives(2, both);
    Path fields = Files.writeString(folder.resolve("fields.yaml"), text.formatted("restrat"));
    String[] all = {
      "fields.yaml:1:33: ${prot} is neither",
      "fields.yaml:2:26: ${backend_prot} is neither",
      "fields.yaml:3:1: a target file has no field 'restrat'; did you mean 'restart'?"
    };
    Execution.of("proxy", fields).gives(2, all);
    Execution.of("lint", fields).gives(2, all);
  }

  @Test
  void aGoodProxyPasses() throws Exception {
    Path out = folder.resolve("out");
    Execution.of("proxy -s PRX-003 --out", out, file(PoolerFault.NONE))
        .gives(0, "little pooler: proxy", "pass         PRX-003", "1 pass");
    for (String name : new String[] {"report.json", "junit.xml", "report.html", "summary.md"}) {
      assertTrue(Files.size(out.resolve(name)) > 0, name);
    }
  }

  /** The scenario file that a report keeps for a failure. */
  private static Path scenario(Path report, String id) throws Exception {
    try (Stream<Path> files = Files.list(report.resolve("traces"))) {
      return files
          .filter(file -> file.getFileName().toString().matches(id + ".*\\.yaml"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Every process that a run has started has ended with it. */
  private static void assertNoPoolers() {
    assertEquals(
        0,
        ProcessHandle.current()
            .descendants()
            .filter(each -> each.info().commandLine().orElse("").contains(Pooler.class.getName()))
            .count());
  }

  @Test
  void aProxyThatHangsFails() throws Exception {
    Path out = folder.resolve("out");
    Execution.of("proxy -s PRX-005 --tries 1 --out", out, file(PoolerFault.HANGS_AFTER_A_CANCEL))
        .gives(1, "fail         PRX-005");
    assertNoPoolers();
  }

  @Test
  void aProxyThatDiesFailsAndIsStartedAgain() throws Exception {
    Path out = folder.resolve("out");
    Execution.of("proxy -s PRX-028 -s PRX-030 --out", out, file(PoolerFault.DIES_OF_A_LONE_READY))
        .gives(
            1,
            "fail         PRX-028",
            "the process ended with status 0",
            "pass         PRX-030",
            "proxy " + folder.resolve("pooler.yaml") + " --scenario PRX-028");
    Path replayed = scenario(out, "PRX-028");
    Execution.of(
            "replay",
            replayed,
            file(PoolerFault.DIES_OF_A_LONE_READY),
            "--out",
            folder.resolve("again"))
        .gives(1, "fail         PRX-028", "replay " + replayed);
    Execution.of("replay", replayed, file(PoolerFault.NONE), "--out", folder.resolve("good"))
        .gives(0, "pass         PRX-028");
    Execution.of("replay", replayed).gives(2, "is not the target file of a proxy");
    assertNoPoolers();
    // The exchange has clients, the proxy and the backend from left to right.
    String html = Files.readString(out.resolve("report.html"));
    String end = "<span class=\"end\" aria-hidden=\"true\">%s</span><span>%s</span>";
    assertTrue(html.contains(end.formatted("pgconform", "app")), "a client");
    assertTrue(html.contains(end.formatted("little pooler", "server")), "a session at the backend");
  }
}
