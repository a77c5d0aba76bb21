package pgconform.target.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.exchange.ClientProgram;
import pgconform.exchange.Subject;
import pgconform.scenario.TellStep;
import pgconform.target.ProbedTarget;
import pgconform.target.failure.BadTarget;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.process.Polling;
import pgconform.target.process.Processes;

/** The contract of client programs, kept and broken by shell scripts. */
class ClientTargetTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;

  /** A program that keeps the contract, but for what it does when it is told to run a query. */
  private static ClientTarget program(String query) {
    return ClientTarget.of(
        List.of(
            "sh",
            "-c",
            """
            while read -r line; do
              id=${line#*:}; id=${id%%%%,*}
              case $line in
                *hello*) echo '{"id":0,"ok":{"driver":"shell 1","can":["query"]}}' ;;
                *query*) %s ;;
                *) echo "{\\"id\\":$id,\\"ok\\":{}}" ;;
              esac
            done
            """
                .formatted(query)));
  }

  private static ProbedTarget open(ClientTarget target) {
    return target.ready(what -> {}).orElseThrow();
  }

  private static ClientProgram lent(ProbedTarget target) {
    return ((Subject.Client) target.judged()).programs().lend();
  }

  private static Optional<ClientProgram.Answer> answer(ClientProgram program, long number) {
    Polling.until(
        PATIENCE, () -> program.answer(number).isPresent() || program.ended().isPresent());
    return program.answer(number);
  }

  private static Optional<ClientProgram.Answer> query(ClientProgram program) {
    return answer(program, program.tell(TellStep.Command.QUERY, "a", Map.of("sql", "select 1")));
  }

  @Test
  void oneProgramServesManyCases() throws Exception {
    Path pids = folder.resolve("pids");
    String query = "echo $$ >>%s; echo \"{\\\"id\\\":$id,\\\"ok\\\":{}}\"".formatted(pids);
    try (ProbedTarget target = open(program(query))) {
      assertEquals("shell 1", target.product());
      assertEquals(Map.of("query", "yes"), target.capabilities());
      for (int i = 0; i < 2; i++) {
        try (ClientProgram program = lent(target)) {
          long connect = program.tell(TellStep.Command.CONNECT, "a", Map.of("url", "x"));
          assertEquals(ClientProgram.Kind.OK, answer(program, connect).orElseThrow().kind());
          assertEquals(ClientProgram.Kind.OK, query(program).orElseThrow().kind());
        }
      }
    }
    assertEquals(1, Files.readAllLines(pids).stream().distinct().count());
    long pid = Long.parseLong(Files.readAllLines(pids).get(0));
    assertTrue(ended(pid));
  }

  @ParameterizedTest
  @CsvSource({
    "error, '\"error\":{\"sqlstate\":\"57014\",\"message\":\"no\"}', error 57014: no",
    "lost, '\"lost\":\"EOF\"', lost: EOF",
    "unsupported, '\"unsupported\":\"none\"', unsupported: none",
    "evil, '\"lost\":\"\\u001b[2J\"', lost: \\x1b[2J",
  })
  void answersAreTakenAsTheyAre(String name, String said, String expected) {
    String query = "printf '%%s\\n' \"{\\\"id\\\":$id,\"'%s}'".formatted(said);
    try (ProbedTarget target = open(program(query));
        ClientProgram program = lent(target)) {
      assertEquals(expected, query(program).orElseThrow().toString(), name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "exit 3, the program ended with status 3",
    "echo so it is >&2; exit 4, the last lines of its output: so it is",
    "yes |tr y ' ', the program breaks the contract: it prints more than 1024 kB at a stretch",
    "head -c 99999 /dev/zero |tr '\\0' x, it prints a line of more than 64 kB",
    "echo hello, the program breaks the contract: it prints what is no JSON object",
    "printf '{\"id\":99\\054\"ok\":{}}\\n', it answers what it was not told",
    "exec >&-, the program has closed its standard output",
  })
  void whatBreaksTheContractIsTold(String query, String how) {
    try (ProbedTarget target = open(program(query))) {
      try (ClientProgram program = lent(target)) {
        assertEquals(Optional.empty(), query(program));
        String ended = program.ended().orElseThrow();
        assertTrue(ended.contains(how), ended);
        boolean driver = ended.startsWith("the program ended") || ended.contains("has closed");
        assertEquals(!driver, program.breach().isPresent(), ended);
      }
      // The next case has another program.
      try (ClientProgram program = lent(target)) {
        assertEquals(Optional.empty(), program.ended());
      }
    }
  }

  @Test
  void aProgramThatHangsIsEndedWithItsChildren() throws Exception {
    Path pids = folder.resolve("pids");
    String query = "sleep 1000 & echo $! >>%s; echo $$ >>%s; wait".formatted(pids, pids);
    try (ProbedTarget target = open(program(query))) {
      try (ClientProgram program = lent(target)) {
        program.tell(TellStep.Command.QUERY, "a", Map.of("sql", "select 1"));
        assertTrue(
            Polling.until(
                PATIENCE,
                () -> Files.exists(pids) && lines(pids) == 2 && program.ended().isEmpty()));
      }
      for (String pid : Files.readAllLines(pids)) {
        assertTrue(ended(Long.parseLong(pid)), pid);
      }
    }
  }

  private static long lines(Path file) {
    try {
      return Files.readAllLines(file).size();
    } catch (java.io.IOException e) {
      return 0;
    }
  }

  private static boolean ended(long pid) {
    return Polling.until(
        PATIENCE, () -> ProcessHandle.of(pid).filter(Processes::isRunning).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "echo there is no driver >&2; exit 127, there is no driver",
    "/no/such/program, status 127",
    "echo '{}', breaks the contract",
  })
  void aProgramThatCannotBeUsedIsNoTarget(String command, String why) {
    TargetUnavailable thrown =
        assertThrows(
            TargetUnavailable.class, () -> open(ClientTarget.of(List.of("sh", "-c", command))));
    assertTrue(thrown.getMessage().startsWith("the client program cannot be used: "));
    assertTrue(thrown.getMessage().contains(why), thrown.getMessage());
  }

  @Test
  void clientsHaveNames() throws Exception {
    Path run = Files.createDirectories(folder.resolve("psql")).resolve("run");
    Files.writeString(run, "#!/bin/sh\n");
    assertTrue(run.toFile().setExecutable(true));
    ClientTarget target = ClientTarget.named("psql:17", folder);
    assertEquals("psql:17", target.displayName());
    assertEquals(List.of(run.toString(), "17"), target.command());
    for (String wrong : List.of("mysql", "../psql", "")) {
      String message =
          assertThrows(BadTarget.class, () -> ClientTarget.named(wrong, folder)).getMessage();
      assertTrue(message.endsWith("write psql, or -- and the command of a client program"));
    }
    assertEquals(
        "there is no client 'pqsl'; did you mean 'psql'?",
        assertThrows(BadTarget.class, () -> ClientTarget.named("pqsl", folder)).getMessage());
  }
}
