package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.report.ExitStatus;
import pgconform.run.Interruption;
import pgconform.target.process.Polling;
import pgconform.testing.Peer;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rules;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ctrl-C: reports of what was judged, soon, and nothing that the interruption has made. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptTest {
  /** Cases wait ten seconds for an answer; and the machine may be busy. */
  private static final Duration SOON = Duration.ofSeconds(9);

  @TempDir private Path folder;

  /** A server that falls silent when it is told to. */
  private static final class Falling implements Script {
    private final PostgresLike usual = new PostgresLike(new Rules());
    private final CountDownLatch silent = new CountDownLatch(1);
    private volatile boolean falls;

    @Override
    public void serve(Peer peer) throws IOException {
      if (falls) {
        silent.countDown();
        peer.awaitEnd();
      } else {
        usual.serve(peer);
      }
    }
  }

  private Command run(List<String> before, String target, Object... more) throws IOException {
    Object[] words = new Object[more.length + 6];
    Object[] first = {"run", target, "--out", folder.resolve("report"), "--effort", "smoke"};
    System.arraycopy(first, 0, words, 0, first.length);
    System.arraycopy(more, 0, words, first.length, more.length);
    return Command.start(before, Main.class, words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void reportsWhatWasJudged(String signal) throws Exception {
    Falling script = new Falling();
    try (ScriptedServer server = ScriptedServer.start(script)) {
      String url = "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
      try (Command command = run(List.of(), url, "--jobs", 2)) {
        command.await("pass ");
        script.falls = true;
        assertTrue(script.silent.await(30, TimeUnit.SECONDS), "no further session is started");
        long start = System.nanoTime();
        command.signal(signal);
        assertEquals(ExitStatus.UNTESTED, command.status(), command.text());
        assertTrue(System.nanoTime() - start < SOON.toNanos(), "it took too long");
        assertTrue(command.text().contains("\ninterrupted: "), command.text());
        assertInterrupted();
        assertTrue(Files.readString(folder.resolve("report/summary.md")).contains("Interrupted"));
        assertTrue(Files.readString(folder.resolve("report/report.html")).contains("Interrupted"));
      }
    }
  }

  private void assertInterrupted() throws IOException {
    JsonNode report = new JsonMapper().readTree(folder.resolve("report/report.json").toFile());
    assertTrue(report.get("suite").get("interrupted").asBoolean(), report.toString());
    int judged = 0;
    int left = 0;
    for (JsonNode result : report.get("results")) {
      String verdict = result.get("verdict").asString();
      judged += verdict.equals("pass") ? 1 : 0;
      assertFalse(List.of("fail", "error", "lenient").contains(verdict), result.toString());
      if (result.path("message").asString("").equals(Interruption.MESSAGE)) {
        assertEquals("undecided", verdict);
        left++;
      }
    }
    assertTrue(judged > 0 && left > 0, judged + " judged, " + left + " left");
    String junit = Files.readString(folder.resolve("report/junit.xml"));
    assertFalse(junit.contains("<failure") || junit.contains("<error"), junit);
    assertTrue(junit.contains("<skipped message=\"" + Interruption.MESSAGE), junit);
  }

  @Test
  void aServerOfOurOwnIsStoppedAfterwards() throws Exception {
    try (Command command = run(List.of("setsid"), "embedded:18")) {
      command.await("pass ");
      List<ProcessHandle> servers = command.below();
      assertFalse(servers.isEmpty(), "no server runs");
      List<Path> places =
          servers.stream()
              .flatMap(
                  server ->
                      java.util.Arrays.stream(server.info().arguments().orElse(new String[0])))
              .filter(word -> word.startsWith("config_file="))
              .map(word -> Path.of(word.substring("config_file=".length())).getParent().getParent())
              .toList();
      assertFalse(places.isEmpty(), "no server says where it is");
      command.signalAll("INT");
      assertEquals(ExitStatus.UNTESTED, command.status(), command.text());
      assertInterrupted();
      servers.forEach(server -> assertFalse(server.isAlive(), "a server is left"));
      places.forEach(place -> assertFalse(Files.exists(place), place + " is left"));
    }
  }

  @Test
  void aRunThatIsKilledLeavesNoReportAndNoLock() throws Exception {
    Path report = Files.createDirectories(folder.resolve("report"));
    Path old = Files.writeString(report.resolve("report.json"), "of an earlier run");
    CountDownLatch connected = new CountDownLatch(1);
    Script silent =
        peer -> {
          connected.countDown();
          peer.awaitEnd();
        };
    try (ScriptedServer server = ScriptedServer.start(silent)) {
      String url = "postgresql://u@127.0.0.1:%d/x".formatted(server.port());
      try (Command command = run(List.of(), url)) {
        assertTrue(connected.await(30, TimeUnit.SECONDS), "no session is started");
        Execution.of("run postgresql://u@127.0.0.1:1/x --out", report)
            .gives(ExitStatus.WRONG_USAGE, "another run of pgconform", report.toString());
        command.signal("KILL");
        command.status();
      }
      assertFalse(Files.exists(old), "the old report is still there");
      Execution.of("run postgresql://u@127.0.0.1:1/x --out", report)
          .gives(ExitStatus.UNTESTED, "Connection refused");
    }
  }

  @Test
  void aTargetThatIsNotReadyIsNotWaitedFor() throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    Script silent =
        peer -> {
          connected.countDown();
          peer.awaitEnd();
        };
    try (ScriptedServer server = ScriptedServer.start(silent);
        Command command =
            run(List.of(), "postgresql://u@127.0.0.1:%d/x".formatted(server.port()))) {
      assertTrue(connected.await(30, TimeUnit.SECONDS), "no session is started");
      long start = System.nanoTime();
      command.signal("INT");
      assertEquals(ExitStatus.UNTESTED, command.status(), command.text());
      assertTrue(System.nanoTime() - start < SOON.toNanos(), "it took too long");
      assertFalse(command.text().contains("interrupted; writing the reports\nprobing"));
      String json = Files.readString(folder.resolve("report/report.json"));
      assertTrue(json.contains("\"unavailable\" : \"the run was interrupted"), json);
    }
  }

  /** Something runs that lives in one of the folders of servers. */
  private static List<Path> instances(Command command) {
    return command.below().stream()
        .map(each -> each.info().arguments().orElse(new String[0]))
        .filter(words -> List.of(words).contains("pgconform-guard"))
        .map(words -> Path.of(words[words.length - 1]))
        .toList();
  }

  @Test
  void nothingIsSaidOfAServerThatIsNotReadyYet() throws Exception {
    try (Command command = run(List.of("setsid"), "embedded:18")) {
      command.await("starting PostgreSQL");
      long start = System.nanoTime();
      command.signal("INT");
      assertEquals(ExitStatus.UNTESTED, command.status(), command.text());
      assertTrue(System.nanoTime() - start < SOON.toNanos(), "it took too long");
      String after = command.text().replaceFirst("(?s).*interrupted; writing the reports", "");
      assertFalse(after.contains("probing"), after);
    }
  }

  @Test
  void theSecondSignalLeavesNoServerAndNoFolder() throws Exception {
    try (Command command = run(List.of("setsid"), "embedded:18")) {
      command.await("pass ");
      List<Path> folders = instances(command);
      List<ProcessHandle> all = command.below();
      assertFalse(folders.isEmpty(), "no guard runs");
      // This is as if the second signal had come so early that nothing could be stopped before.
      command.signal("KILL");
      command.status();
      assertTrue(
          Polling.until(SOON, () -> folders.stream().noneMatch(Files::exists)), "it is left");
      assertTrue(Polling.until(SOON, () -> all.stream().noneMatch(ProcessHandle::isAlive)));
    }
  }

  /** A command that does not end by itself. */
  static final class Endless {
    private Endless() {}

    /** Waits for ever. */
    public static void main(String[] args) throws InterruptedException {
      Signals signals = Signals.handle(() -> System.out.println("first"));
      System.out.println("begun");
      new CountDownLatch(1).await();
      signals.close();
    }
  }

  @Test
  void theSecondSignalEndsAtOnce() throws Exception {
    try (Command command = Command.start(List.of(), Endless.class)) {
      command.await("begun");
      command.signal("INT");
      command.await("first");
      command.signal("INT");
      assertEquals(130, command.status(), command.text());
    }
  }
}
