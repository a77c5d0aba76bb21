package pgconform.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.exchange.Verdict;
import pgconform.run.Effort;
import pgconform.run.Options;
import pgconform.run.Result;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;

/** A requirement about cancels does not blame them for what happens without one as well. */
class OtherCausesTest {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private static Server server;

  @BeforeAll
  static void start() {
    server = new Server(Map.of(), Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0}: {1} is {2}, which {3} explains")
  @CsvSource({
    "flush-ignored, CST-015, BLOCKED, EXQ-004",
    "answers-out-of-order, CST-016, BLOCKED, EXQ-005",
    "ready-missing-behind-a-failed-middle, CST-016, BLOCKED, EXQ-001",
    "ready-at-each-error, CST-016, BLOCKED, EXQ-001",
    "row-limit-ignored, CST-018, BLOCKED, EXQ-006",
    "suspended-missing, CST-018, BLOCKED, EXQ-006",
    "suspended-is-complete, CST-018, BLOCKED, EXQ-006",
    "extended-protocol-not-cancelled, CST-016, FAIL, ''",
    "idle-session-keeps-a-cancel, CST-015, FAIL, ''",
  })
  void isNotTheCancel(String name, String id, Verdict verdict, String explaining) throws Exception {
    Fault fault =
        Faults.all().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    List<Scenario> scenario =
        ScenarioLibrary.load(null, List.of()).stream().filter(s -> s.id().equals(id)).toList();
    Options options = Options.of(7, Effort.SMOKE, 1, true);
    try (Server.Broken broken = server.behind(() -> fault.rules(new Random(7)), LIMIT)) {
      Result result = broken.judge(scenario, options).get(0);
      assertEquals(verdict, result.verdict(), result.message());
      assertEquals(
          !explaining.isEmpty(),
          result.explaining().contains(explaining),
          result.explaining().toString());
    }
  }
}
