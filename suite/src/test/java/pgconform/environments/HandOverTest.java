package pgconform.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Exchange;
import pgconform.exchange.Sampling;
import pgconform.exchange.Verdict;
import pgconform.pooler.Pooler;
import pgconform.pooler.PoolerFault;
import pgconform.property.Cases;
import pgconform.scenario.RaceEffort;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;
import pgconform.session.Login;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;

/**
 * A pooler that passes a cancel on to whoever has the server session by then is found by its URL
 * alone, and a correct one is not blamed.
 */
@Tag("embedded")
class HandOverTest {
  private static final Targets TARGETS =
      new Targets(Map.of(), Path.of("/"), Optional.empty(), Optional.empty());

  private static final int POOL = 3;

  private static ProbedTarget server;

  @BeforeAll
  static void start() {
    server = TARGETS.open(TargetSpec.parse("embedded:18"));
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private static CaseResult through(PoolerFault fault) throws Exception {
    Scenario scenario =
        ScenarioLibrary.load(null, List.of()).stream()
            .filter(s -> s.id().equals("RAC-007"))
            .findFirst()
            .orElseThrow();
    try (Pooler pooler =
        Pooler.start(
            server.subject().connector().address(), POOL, Pooler.Mode.TRANSACTION, fault)) {
      Login login = server.subject().defaultLogin();
      String url = pooler.url(login.user(), login.database());
      try (ProbedTarget seen = TARGETS.open(TargetSpec.parse(url))) {
        return new Exchange(
                scenario,
                seen.subject(),
                new Sampling(RaceEffort.WHOLE, 1, Duration.ofSeconds(8), 1))
            .run(Cases.parse(scenario, "session=plain, request=plain, clients=12").value());
      }
    }
  }

  @Test
  void aCancelThatHitsAnotherClientIsFound() throws Exception {
    CaseResult result = through(PoolerFault.CANCELS_LATE);
    assertEquals(Verdict.FAIL, result.verdict(), result.says().toString());
    String signature = result.evidence().orElseThrow().signature();
    assertTrue(signature.matches("other\\d+: ErrorResponse 57014"), signature);
    assertTrue(result.races().get(0).violations() > 0);
  }

  @Test
  void aCorrectPoolerIsNotBlamed() throws Exception {
    CaseResult result = through(PoolerFault.NONE);
    assertEquals(Verdict.PASS, result.verdict(), result.says().toString());
    assertEquals(0, result.races().get(0).violations());
  }
}
