package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.target.command.MortalServer;
import pgconform.testing.PostgresLike;
import pgconform.testing.Scenarios;
import pgconform.testing.ScriptedServer;

/** Servers that a target file starts: they are judged, die, are started again, and never stay. */
class TargetFilesTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  /** A word in the arguments of all programs of a test, by which those are found that stay. */
  private String mark;

  @BeforeEach
  void mark() {
    mark = "mark" + System.nanoTime();
  }

  @AfterEach
  void nothingStays() {
    assertEquals(List.of(), running(), "what is left");
  }

  private List<String> running() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .map(TargetFilesTest::line)
        .filter(line -> line.contains(mark) && !line.contains(Main.class.getName()))
        .toList();
  }

  private static String line(ProcessHandle process) {
    try {
      Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ');
    } catch (java.io.IOException e) {
      return "";
    }
  }

  /** A target file whose command is a script of the shell. */
  private Path script(String script, String more) throws Exception {
    Path program = Files.writeString(folder.resolve("serve"), "#!/bin/sh\n" + script + "\n");
    assertTrue(program.toFile().setExecutable(true));
    return Files.writeString(
        folder.resolve("mine.yaml"),
        """
        name: my thing
        url: postgresql://app@127.0.0.1:${port}/app?sslmode=disable
        start: {run: [./serve, "${port}", %s]}
        """
                .formatted(mark)
            + more);
  }

  /** A target file whose command is a server that a certain request kills. */
  private Path mortal(String more) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return script(
        "exec %s -Xmx64m -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\""
            .formatted(java, System.getProperty("java.class.path"), MortalServer.class.getName()),
        more);
  }

  private Execution run(Path file, String more) {
    return Execution.of(
        "run --no-built-in --scenarios %s --seed 1 --out %s %s"
            .formatted(folder.resolve("own"), folder.resolve("report"), more),
        file);
  }

  private void scenarios() throws Exception {
    Path own = Files.createDirectories(folder.resolve("own"));
    String head = Scenarios.head("should");
    String kill =
        "steps:\n  - open: c\n  - send: c\n    bytes: 00000010 04d2162e 0000029a 00000000\n";
    String live = "steps:\n  - start: a\n  - alive: a\n";
    for (int i = 1; i <= 6; i++) {
      String id = "TST-%03d".formatted(i);
      Files.writeString(
          own.resolve(id + ".yaml"),
          head.replace("TST-001", id) + (i == 3 ? kill + "  - closed: c\n" : live));
    }
  }

  @Test
  void whoKillsAServerIsNamedWithItsLastWordsAndTheRestIsJudged() throws Exception {
    scenarios();
    Path file =
        mortal(
            """
            ready: {log: ready, connect: startup}
            restart: on-crash
            logins:
              user: {user: app, password: hunter2secret}
            """);
    Execution run = run(file, "").gives(1, "my thing: ", "fail         TST-003");
    assertEquals(5, run.text().lines().filter(line -> line.startsWith("pass")).count(), run.text());
    assertTrue(run.text().contains("the process ended with status 42"), run.text());
    assertTrue(run.text().contains("PANIC: "), run.text());
    String output = Files.readString(folder.resolve("report/traces/output-my_thing.txt"));
    assertTrue(output.contains("[pgconform starts it again]"), output);
    assertFalse(run.text().contains("[pgconform starts it again]"), run.text());
    assertTrue(output.contains("said ****"), output);
    assertFalse(output.contains("hunter2secret") || output.contains("\u001b"), output);
    assertFalse(run.text().contains("hunter2secret") || run.text().contains("\u001b"), run.text());
    String junit = Files.readString(folder.resolve("report/junit.xml"));
    assertTrue(junit.contains("classname=\"pgconform.my_thing.test\""), junit);
  }

  @Test
  void withoutRestartTheRestIsNotJudged() throws Exception {
    scenarios();
    run(mortal(""), "--jobs 1")
        .gives(
            1,
            "fail         TST-003",
            "status 42",
            "error        TST-006",
            "the target has been unusable since");
  }

  @Test
  void aServerThatListensAlreadyIsNotJudged() throws Exception {
    scenarios();
    Path file = mortal("");
    try (ScriptedServer other = PostgresLike.start()) {
      String place = "127.0.0.1:" + other.port();
      Files.writeString(file, Files.readString(file).replace("127.0.0.1:${port}", place));
      run(file, "").gives(3, "my thing: something already listens at " + place, "0 of 0 judged");
    }
  }

  @Test
  void aCommandThatEndsAtOnce() throws Exception {
    scenarios();
    run(script("echo no such option >&2; exit 7", ""), "")
        .gives(
            3,
            "my thing: the command "
                + folder.resolve("serve")
                + " ended with status 7 before the"
                + " server was ready; the last lines of its output:",
            "no such option");
  }

  @Test
  void aCommandThatIsNotThere() throws Exception {
    scenarios();
    Path file = script("", "");
    Files.delete(folder.resolve("serve"));
    run(file, "").gives(3, "my thing: the command", "cannot be started: the file does not exist");
    Files.writeString(folder.resolve("serve"), "");
    run(file, "").gives(3, "cannot be started: permission denied");
    String unknown = Files.readString(file).replace("./serve", "no-such-program");
    Files.writeString(file, unknown);
    run(file, "").gives(3, "no-such-program cannot be started: no directory in PATH has it");
  }

  @Test
  void whatIgnoresItsEndAndWhatItHasStartedIsKilled() throws Exception {
    scenarios();
    // One child stays in the group, one leaves it, one loses its parent.
    String script =
        """
        trap '' TERM
        sh -c "trap '' TERM; while :; do sleep 1; done" %1$s &
        setsid sh -c 'while :; do sleep 1; done' %1$s &
        (sh -c 'while :; do sleep 1; done' %1$s &)
        i=0; while [ $i -lt 20000 ]; do echo "noise $i"; i=$((i+1)); done
        echo here
        while :; do sleep 1; done
        """
            .formatted(mark);
    Execution run =
        run(script(script, "ready: {log: never, within: 2s}\nstop: {within: 300ms}\n"), "");
    run.gives(
        3,
        "my thing: the server was not ready within 2 s (no line of its output matches 'log');",
        "here");
    String output = Files.readString(folder.resolve("report/traces/output-my_thing.txt"));
    assertTrue(output.contains("noise 0\n") && output.contains("\nhere\n"), output);
    assertTrue(output.contains(" lines are left out here]"), output);
    assertTrue(output.length() < 100_000, "bounded: " + output.length());
  }

  @Test
  void readyByACommand() throws Exception {
    scenarios();
    Path file =
        script(
            "touch ../marker; exec sleep 60",
            "ready: {run: [sh, -c, 'test -e never'], within: 1s}\nstop: {signal: KILL}\n");
    run(file, "").gives(3, "not ready within 1 s (the command in 'ready' fails)");
  }

  @Test
  void templatesAndTheEnvironmentReachTheCommand() throws Exception {
    scenarios();
    Files.writeString(folder.resolve("t"), "port=${port} home=${HOME} $${kept}\n");
    Path file = script("cat conf/x; echo level $LEVEL in $PWD port $1; ls -a; exit 5", "");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("\", " + mark + "]}", "\"], files: {conf/x: t}, env: {LEVEL: \"${port}\"}}"));
    String text = run(file, "").gives(3, "ended with status 5").text();
    String port = text.replaceAll("(?s).*port=(\\d+) .*", "$1");
    assertTrue(
        text.contains("port=%s home=%s ${kept}".formatted(port, System.getenv("HOME"))), text);
    assertTrue(text.contains("level " + port + " in "), text);
    Path directory = Path.of(text.replaceAll("(?s).*level \\d+ in (\\S+) port.*", "$1"));
    assertFalse(Files.exists(directory), directory + " is left");
  }

  /** Starts the command in a process of its own, which is ended while the server starts. */
  private Command started(Path file) throws Exception {
    Command command =
        Command.start(
            List.of(), Main.class, "run", file, "--out", folder.resolve("report"), "--seed", "1");
    long begun = System.nanoTime();
    while (!Files.exists(folder.resolve("up")) && System.nanoTime() - begun < LONG.toNanos()) {
      Thread.onSpinWait();
    }
    assertTrue(Files.exists(folder.resolve("up")), "the server was started");
    assertFalse(running().isEmpty());
    return command;
  }

  private Path deaf() throws Exception {
    return script(
        """
        sh -c 'while :; do sleep 1; done' %s &
        touch %s; while :; do sleep 1; done
        """
            .formatted(mark, folder.resolve("up")),
        "");
  }

  private void awaitNothing() {
    long begun = System.nanoTime();
    while (!running().isEmpty() && System.nanoTime() - begun < LONG.toNanos()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void ctrlC() throws Exception {
    try (Command command = started(deaf())) {
      command.signal("INT");
      assertEquals(3, command.status(), command.text());
    }
    assertEquals(List.of(), running());
  }

  @Test
  void thisToolIsKilled() throws Exception {
    try (Command command = started(deaf())) {
      command.signal("KILL");
      command.status();
    }
    awaitNothing();
  }

  @Test
  void aServerHasItsTimeToEndWhereThisToolIsKilled() throws Exception {
    Path stopped = folder.resolve("stopped");
    Path file =
        script(
            """
            exec 2>/dev/null
            trap 'trap "" TERM; i=0; while [ $i -lt 20 ]; do sleep 0.1; i=$((i+1)); done; touch %s; exit' TERM
            touch %s; while :; do sleep 0.1; done # %s
            """
                .formatted(stopped, folder.resolve("up"), mark),
            "");
    try (Command command = started(file)) {
      command.signal("KILL");
      command.status();
    }
    awaitNothing();
    assertTrue(Files.exists(stopped), "it has ended by itself");
  }

  @Test
  void anOptionBeatsTheFile() throws Exception {
    scenarios();
    try (ScriptedServer server = PostgresLike.start()) {
      Path file =
          Files.writeString(
              folder.resolve("mine.yaml"),
              """
              url: postgresql://tester@127.0.0.1:%d/test?sslmode=disable
              profile: pooler
              exclusive: true
              logins: {user: {user: tester}, scram: {user: tester}}
              """
                  .formatted(server.port()));
      Execution.of("probe", file)
          .gives(
              0,
              "mine: ",
              "exclusive use",
              "declared in the target file",
              "judged as",
              "pooler",
              "no: tester: it is not asked for a password");
      run(file, "--profile protocol --name other").gives(0, "other: ", "judged as protocol");
      Execution.of(
              "probe --exclusive --login user=tester --name x"
                  + " postgresql://tester@127.0.0.1:%d/test?sslmode=disable"
                      .formatted(server.port()))
          .gives(0, "x: ", "by --exclusive", "user login");
    }
  }

  @Test
  void expectationsOfTheFileHold() throws Exception {
    Path own = Files.createDirectories(folder.resolve("own"));
    Files.writeString(
        own.resolve("t.yaml"),
        Scenarios.head("must")
            + "steps:\n  - start: a\n  - send: a\n    messages: [Sync]\n  - expect: a\n"
            + "    messages: CopyDone\n");
    try (ScriptedServer server = PostgresLike.start()) {
      String url = "url: postgresql://tester@127.0.0.1:%d/test?sslmode=disable\n";
      Path file = Files.writeString(folder.resolve("mine.yaml"), url.formatted(server.port()));
      run(file, "").gives(1, "fail         TST-001");
      Files.writeString(
          folder.resolve("known.yaml"), "- id: TST-001\n  verdict: fail\n  reason: it is so\n");
      Files.writeString(file, Files.readString(file) + "expectations: known.yaml\n");
      run(file, "").gives(0, "known: it is so");
      Files.writeString(folder.resolve("none.yaml"), "");
      run(file, "--expectations " + folder.resolve("none.yaml")).gives(1);
    }
  }

  @Test
  void wrongUsage() throws Exception {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "url: postgresql://h/${NOPE_X}\n");
    String unset = file + ":1:21: the environment variable NOPE_X is not set";
    Execution.of("run", file).gives(2, unset);
    Execution.of("lint", file).gives(2, unset);
    Files.writeString(file, "url: mysql://h/x\n");
    Execution.of("run", file).gives(2, file + ":1:6: the URL begins with neither postgresql://");
    Files.writeString(file, "url: postgresql://h:${port}/x\n");
    Execution.of("lint", file).gives(0, "1 target file without errors");
    Execution.of("run", folder.resolve("none.yaml")).gives(2, "none.yaml\" does not exist");
    for (Stream<String> words :
        List.of(
            Stream.of(
                "--authentication-timeout soon",
                "--authentication-timeout takes a time such as 5s, not soon"),
            Stream.of("--login scram", "--login takes NAME=USER:PASSWORD"),
            Stream.of("--login skram=a:b", "no kind of login 'skram'; did you mean 'scram'?"),
            Stream.of("--login user=a --login user=b", "--login user is given twice"),
            Stream.of(
                "--name x embedded:13",
                "--name can be used only with a single target, not with 2"))) {
      List<String> both = words.toList();
      Execution.of("run " + both.get(0) + " embedded:18").gives(2, both.get(1));
    }
  }
}
