package pgconform.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pgconform.pooler.Pooler;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.session.Login;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;

/** A correct pooler is recognized, and nothing is held against it. */
@Tag("embedded")
class PoolersTest {
  private static final Targets TARGETS =
      new Targets(Map.of(), Path.of("/"), Optional.empty(), Optional.empty());

  /** Some of each kind: sessions, keys, cancels, transactions, refusals. */
  private static final List<String> SCENARIOS =
      List.of(
          "AUT-001", "BKD-007", "BKD-008", "CAN-002", "CAN-006", "CAN-010", "CAN-025", "CER-001",
          "CST-002", "CST-007", "CST-014", "ENC-013", "FRM-002", "PST-003", "RAC-001", "RFQ-003",
          "SEC-006", "STA-005", "STA-009", "TRM-005");

  private static ProbedTarget server;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    server = TARGETS.open(TargetSpec.parse("embedded:18"));
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsRed(Pooler.Mode mode) throws Exception {
    try (Pooler pooler = Pooler.start(server.subject().connector().address(), 12, mode)) {
      Login login = server.subject().defaultLogin();
      String url = pooler.url(login.user(), login.database());
      try (ProbedTarget seen = TARGETS.open(TargetSpec.parse(url))) {
        Set<Capability> capabilities = seen.subject().capabilities();
        assertEquals(Profile.POOLER, seen.subject().profile());
        assertEquals(mode == Pooler.Mode.SESSION, capabilities.contains(Capability.OWN_BACKEND));
        assertFalse(capabilities.contains(Capability.BACKEND_PROCESS_ID));
        assertTrue(capabilities.contains(Capability.HELD_QUERY));
        assertFalse(capabilities.contains(Capability.MANY_SESSIONS));
        assertTrue(seen.room() < 3, "the pool is small");
      }
      List<String> options = new ArrayList<>(List.of("--effort", "smoke", "--seed", "1"));
      SCENARIOS.forEach(id -> options.addAll(List.of("--scenario", id)));
      Verdicts verdicts = Verdicts.of(url, folder, options);
      assertEquals(List.of(), verdicts.problems(), verdicts.line());
      assertEquals(0, verdicts.count("undecided"), verdicts.line());
      // Statement pooling refuses transaction blocks.
      int least = mode == Pooler.Mode.STATEMENT ? 14 : 15;
      assertTrue(verdicts.judged() >= least, verdicts.line());
    }
  }

  /** What a pool of few backends cannot serve at the same time is told, and not judged. */
  @ParameterizedTest(name = "{0}, {1} backends")
  @CsvSource({"SESSION, 1, 11", "SESSION, 2, 13", "SESSION, 5, 16", "TRANSACTION, 1, 12"})
  void aSmallPoolIsNoFailure(Pooler.Mode mode, int size, int least) throws Exception {
    try (Pooler pooler = Pooler.start(server.subject().connector().address(), size, mode)) {
      Login login = server.subject().defaultLogin();
      String url = pooler.url(login.user(), login.database());
      try (ProbedTarget seen = TARGETS.open(TargetSpec.parse(url))) {
        assertEquals(size, seen.subject().room().sessions());
        assertEquals(Profile.POOLER, seen.subject().profile(), seen.capabilities().toString());
        assertTrue(seen.subject().capabilities().contains(Capability.HELD_QUERY));
        assertEquals(1, seen.room());
      }
      List<String> options = new ArrayList<>(List.of("--effort", "smoke", "--seed", "1"));
      SCENARIOS.forEach(id -> options.addAll(List.of("--scenario", id)));
      options.addAll(List.of("--scenario", "RFQ-001", "--scenario", "TRM-003"));
      Verdicts verdicts = Verdicts.of(url, folder, options);
      assertEquals(List.of(), verdicts.problems(), verdicts.line());
      assertTrue(verdicts.judged() >= least, verdicts.line());
    }
  }
}
