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

/**
 * What a fault of a real server is reduced to is what a person would have written, and what came
 * says which rule is broken.
 */
class MinimalEvidenceTest {
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

  @ParameterizedTest(name = "{0}: {1} wants {2}")
  @CsvSource({
    "version-not-reported, PST-001, ParameterStatus[name=server_version]",
    "search-path-not-reported, PST-001, ParameterStatus[name=search_path]",
  })
  void namesWhatIsLacking(String name, String id, String expected) throws Exception {
    Result result = judged(name, id);
    assertEquals(Verdict.FAIL, result.verdict(), result.message());
    assertEquals(expected, result.failure().orElseThrow().evidence().expected().toString());
  }

  @ParameterizedTest(name = "{0}: {1} says {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "key-absent | BKD-001 | transport=plain, version=3.0 | client: no key: ReadyForQuery",
        "key-again | BKD-002 | transport=plain, version=3.0, statement=discard all"
            + " | client: BackendKeyData",
        "key-constant | BKD-007 | version=3.0" + " | sessions: repeated secret key",
        "negotiation-silent | VER-002 | transport=plain, minor=3 | client: AuthenticationOk",
        "grease-accepted | VER-007 | transport=plain, minor=3 | reserved: AuthenticationOk",
        "ssl-closed | ENC-001 | '' | client: Closed",
        "ssl-stuffed-octets-used | ENC-011 | '' | client: AuthenticationOk",
        "direct-tls-without-alpn | ENC-016 | '' | client: nothing, until the time limit",
        "wrong-secret-accepted | CAN-006 | session=plain, request=plain, key=flip(0)"
            + " | victim: ErrorResponse 57014",
        "longer-key-accepted | CAN-009 | version=3.0, request=plain, key=extend(00)"
            + " | victim: accepted: ErrorResponse 57014",
        "empty-key-accepted | CAN-008 | version=3.0, request=plain, key=truncate(0)"
            + " | victim: accepted: ErrorResponse 57014",
        "reversed-key-accepted | CAN-011 | version=3.0, reversed=reverse, request=plain"
            + " | victim: ErrorResponse 57014",
        "declared-length-ignored | CAN-012 | transport=plain, rest=00"
            + " | victim: nothing, until the time limit",
        "cancel-answered | CAN-003 | request=plain, key=flip(0), process=+1000000"
            + " | wrong process: ReadyForQuery",
        "tls-cancel-ignored | CAN-016 | session=plain | victim: nothing, until the time limit",
      })
  void isWhatAPersonWouldHaveWritten(String name, String id, String values, String signature)
      throws Exception {
    Result result = judged(name, id);
    assertEquals(Verdict.FAIL, result.verdict(), result.message());
    Result.Failure failure = result.failure().orElseThrow();
    assertEquals(values, failure.values());
    assertEquals(signature, failure.evidence().signature().strip());
  }

  private static Result judged(String name, String id) throws Exception {
    Fault fault =
        Faults.all().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    List<Scenario> scenario =
        ScenarioLibrary.load(null, List.of()).stream().filter(s -> s.id().equals(id)).toList();
    Options options = Options.of(7, Effort.DEFAULT, 1, true);
    try (Server.Broken broken = server.behind(() -> fault.rules(new Random(7)), LIMIT)) {
      return broken.judge(scenario, options).get(0);
    }
  }
}
