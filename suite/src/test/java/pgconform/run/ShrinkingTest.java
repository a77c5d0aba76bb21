package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.exchange.Verdict;
import pgconform.link.Transport;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;
import pgconform.testing.Fault;
import pgconform.testing.Judged;

/** What is left of a failure is what a person would have written, and it fails again. */
class ShrinkingTest {
  private static final Path SCENARIOS = Path.of("..", "scenarios");

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} is caught by {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "WRONG_KEY_ACCEPTED | CAN-006 | session=plain, request=plain, key=flip(0)",
        "HALF_OF_KEY_COMPARED | CAN-006 | session=plain, request=plain, key=flip(16)",
        "WRONG_PROCESS_ID_ACCEPTED | CAN-007 | process=+1000000, request=plain",
        "CANCEL_IGNORED | CAN-002 | session=plain, request=plain",
        "OCTETS_ON_CANCEL_CONNECTION | CAN-003 | request=plain, key=flip(0), process=+1000000",
        "CANCEL_CONNECTION_STAYS_OPEN | CAN-002 | session=plain, request=plain",
        "WRONG_SQLSTATE_OF_CANCEL | CAN-002 | session=plain, request=plain",
        "CANCEL_IS_FATAL | CAN-002 | session=plain, request=plain",
        "READY_FOR_QUERY_TWICE | CAN-002 | session=plain, request=plain",
        "WRONG_TRANSACTION_STATUS | CAN-002 | session=plain, request=plain",
        "KEY_DATA_BEHIND_READY_FOR_QUERY | BKD-003 | transport=plain, version=3.0",
        "KEY_DATA_TWICE | BKD-002 | transport=plain, version=3.0, statement=discard all",
        "PLAINTEXT_BEHIND_SSL_REQUEST_USED | ENC-011 |",
      })
  void isMinimal(Fault fault, String id, String smallest) throws Exception {
    Scenario scenario =
        ScenarioLibrary.load(SCENARIOS, List.of()).stream()
            .filter(s -> s.id().equals(id))
            .findFirst()
            .orElseThrow();
    try (Judged judged =
        Judged.with(fault)
            .as(Profile.POSTGRESQL)
            .over(Transport.PLAIN, Transport.TLS)
            .within(Duration.ofSeconds(2))) {
      Result result = run(scenario, judged);
      assertEquals(Verdict.FAIL, result.verdict(), result.message());
      Result.Failure failure = result.failure().orElseThrow();
      Path file = folder.resolve("smallest.yaml");
      Files.writeString(file, failure.file());
      assertEquals(smallest == null ? "" : smallest, failure.values());
      Scenario replayed = ScenarioLibrary.load(List.of(file)).get(0);
      Result again = run(replayed, judged);
      assertEquals(Verdict.FAIL, again.verdict(), again.message());
      assertEquals(result.signature(), again.signature());
    }
    // On a server that does right, what is left holds.
    try (Judged good = Judged.good().as(Profile.POSTGRESQL)) {
      Scenario replayed = ScenarioLibrary.load(List.of(folder.resolve("smallest.yaml"))).get(0);
      assertTrue(run(replayed, good).verdict().compareTo(Verdict.LENIENT) < 0);
    }
  }

  private static Result run(Scenario scenario, Judged judged) {
    return Alone.run(scenario, judged, Options.of(7, Effort.DEFAULT, 1, true).withTries(12));
  }
}
