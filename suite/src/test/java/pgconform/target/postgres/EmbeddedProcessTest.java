package pgconform.target.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.target.process.Polling;
import pgconform.target.process.Processes;
import pgconform.target.process.RecursiveDelete;

/** What is left of a server when the process that started it ends in one way or another. */
@Tag("embedded")
class EmbeddedProcessTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  /** A process with a server. */
  private record Child(Process process, Path directory, List<ProcessHandle> servers) {
    static ProcessBuilder command(List<String> options, String... arguments) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options);
      command.addAll(
          List.of("-cp", System.getProperty("java.class.path"), EmbeddedProcess.class.getName()));
      command.addAll(List.of(arguments));
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    static Child start(ProcessBuilder command) throws IOException {
      return of(command.start());
    }

    static Child of(Process process) throws IOException {
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      Path directory = Path.of(String.valueOf(out.readLine()));
      ProcessHandle server = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      assertTrue(Files.isDirectory(directory), directory.toString());
      return new Child(
          process, directory, Stream.concat(Stream.of(server), server.descendants()).toList());
    }

    boolean serverRuns() {
      return servers.stream().anyMatch(Processes::isRunning);
    }
  }

  @Test
  void aKilledProcessLeavesNothingAfterTheNextStart() throws IOException {
    Child child = Child.start(Child.command(List.of(), "embedded:18"));
    assertTrue(child.serverRuns());
    child.process.destroyForcibly();
    assertTrue(Polling.until(BOUND, () -> !child.process.isAlive()));
    try (PostgresServer next =
        PostgresServer.start(PostgresRelease.parse("9.6"), ServerSettings.NONE)) {
      assertTrue(next.isAlive());
      assertTrue(Polling.until(BOUND, () -> !child.serverRuns()));
      assertFalse(Files.exists(child.directory));
    }
  }

  @Test
  void aKilledProcessTakesItsServerAlongWhereTheKernelHelps() throws IOException {
    assumeTrue(ServerUser.Tools.find().setpriv());
    Child child = Child.start(Child.command(List.of(), "embedded:18"));
    child.process.destroyForcibly();
    assertTrue(Polling.until(BOUND, () -> !child.serverRuns()));
    // The server may be gone before its owner is, and what has an owner is not abandoned.
    assertTrue(Polling.until(BOUND, () -> !child.process.isAlive()));
    Reaper.reap(InstancesDirectory.prepare(ServerUser.detect()));
    // Another run on this machine may be at it already.
    assertTrue(Polling.until(BOUND, () -> !Files.exists(child.directory)));
  }

  @Test
  void aKilledProcessLeavesNothingSoonAfterwards() throws IOException {
    Child child = Child.start(Child.command(List.of(), "embedded:18"));
    Path socket = child.directory.resolve("s");
    assertTrue(Files.exists(socket), socket.toString());
    child.process.destroyForcibly();
    // Nobody starts another one: the guard is alone with it.
    assertTrue(Polling.until(BOUND, () -> !Files.exists(child.directory)), "it is left");
    assertFalse(child.serverRuns());
  }

  @Test
  void aTerminatedProcessLeavesNothing() throws IOException {
    Child child = Child.start(Child.command(List.of(), "embedded:9.6"));
    child.process.destroy();
    assertTrue(Polling.until(BOUND, () -> !child.process.isAlive()));
    assertFalse(child.serverRuns());
    assertFalse(Files.exists(child.directory));
  }

  @Test
  void aProcessThatForgetsToCloseLeavesNothing() throws IOException {
    Process process = Child.command(List.of(), "embedded:18", "end").start();
    Path directory =
        Path.of(String.valueOf(process.inputReader(StandardCharsets.UTF_8).readLine()));
    assertTrue(Polling.until(BOUND, () -> !process.isAlive()));
    assertFalse(Files.exists(directory));
    assertEquals(List.of(), Processes.ofDataDirectory(directory.resolve("data")));
  }

  @Test
  void theServerOfARunningProcessIsLeftAlone() throws IOException {
    Child child = Child.start(Child.command(List.of(), "embedded:18"));
    Reaper.reap(InstancesDirectory.prepare(ServerUser.detect()));
    assertTrue(child.serverRuns());
    assertTrue(Files.isDirectory(child.directory));
    child.process.destroy();
    assertTrue(Polling.until(BOUND, () -> !child.process.isAlive()));
  }

  @Test
  void twoProcessesFillOneCacheAtOnce() throws IOException {
    Path root = Files.createTempDirectory("pgconform-cache");
    try {
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        ProcessBuilder command = Child.command(List.of(), "embedded:9.6");
        command.environment().put("PGCONFORM_CACHE", root.toString());
        processes.add(command.start());
      }
      for (Process process : processes) {
        Child child = Child.of(process);
        assertTrue(child.serverRuns());
        process.destroy();
        assertTrue(Polling.until(BOUND, () -> !process.isAlive()));
      }
      try (Stream<Path> entries = Files.list(root.resolve("postgres-9.6.24"))) {
        assertEquals(3, entries.count());
      }
    } finally {
      RecursiveDelete.delete(root);
    }
  }

  @Test
  void saysWhatCouldNotBeHadWhenMavenIsOffline(@TempDir Path home)
      throws IOException, InterruptedException {
    Path settings = Files.createDirectory(home.resolve(".m2")).resolve("settings.xml");
    Files.writeString(settings, "<settings><offline>true</offline></settings>");
    ProcessBuilder command = Child.command(List.of("-Duser.home=" + home), "embedded:18.6");
    command.environment().put("PGCONFORM_CACHE", home.resolve("cache").toString());
    Process process = command.start();
    String message = process.inputReader(StandardCharsets.UTF_8).readLine();
    assertTrue(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS));
    assertTrue(message.startsWith("PostgreSQL 18.6 is not available: io.zonky.test."), message);
    assertTrue(message.contains(home.resolve(".m2").resolve("repository").toString()), message);
    assertTrue(message.contains("Maven is set to be offline"), message);
  }
}
