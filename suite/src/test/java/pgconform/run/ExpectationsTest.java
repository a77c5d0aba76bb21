package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.exchange.Actual;
import pgconform.exchange.Evidence;
import pgconform.exchange.Verdict;
import pgconform.link.Transcript;
import pgconform.report.ExitStatus;
import pgconform.report.Report;
import pgconform.scenario.ExpectationReader;
import pgconform.scenario.Profile;
import pgconform.scenario.ScenarioException;
import pgconform.testing.Deviations;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.wire.DataRow;

/** The gate is green until something changes. */
class ExpectationsTest {
  static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

  static final Map<String, Integer> CATALOGUE =
      Map.of(
          "AAA-001", 1, "AAA-002", 1, "BBB-001", 1, "BBB-002", 1, "CCC-001", 1, "DDD-002", 2,
          "DDD-003", 3);

  static final Actual ROW = Deviations.came(new DataRow(List.of()));
  static final Actual ERROR = Deviations.came(Rows.error("ERROR", "57014", "canceled"));

  static final String FILE =
      """
      # What we know of our server.

      # A key is not looked at.
      - id: AAA-001
        verdict: fail
        signature: "client: DataRow"   # since 1.0
        reason: https://example.org/issues/1
      # Races.
      - id: AAA-002
        verdict: [fail, pass]
        reason: loses the race now and then

      - id: BBB-*
        verdict: fail
        versions: "< 14"
        expires: 2026-12-31
        reason: to be done
      """;

  @Test
  void isGreenWhileAllIsAsKnown() throws Exception {
    RunResult run = run(failed("AAA-001", ROW), of("AAA-002", Verdict.PASS));
    RunResult gate = gate(FILE, run);
    assertEquals(List.of(), gate.unmet());
    assertEquals(ExitStatus.GREEN, status(gate));
    assertEquals(Optional.of("https://example.org/issues/1"), gate.results().get(0).gate().known());
    assertEquals("fail or pass", gate.results().get(1).gate().expected().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AAA-001 | PASS | | this passes now, but known.yaml:4 expects fail. If it was fixed",
        "AAA-001 | FAIL | ErrorResponse | it fails differently from what known.yaml:4 says:",
        "AAA-001 | UNSUPPORTED | | lacks a capability that this requirement needs",
        "AAA-001 | LENIENT | ErrorResponse | this is lenient, but known.yaml:4 expects fail",
        "CCC-001 | FAIL | DataRow | ",
      })
  void isRedWhenSomethingChanges(String id, Verdict verdict, String came, String sentence)
      throws Exception {
    RunResult run =
        run(
            came == null
                ? of(id, verdict)
                : with(failed(id, came.equals("DataRow") ? ROW : ERROR), verdict));
    RunResult gate = gate(FILE, run);
    assertEquals(ExitStatus.RED, status(gate));
    String said = gate.results().get(0).gate().unexpected().orElse("");
    assertTrue(sentence == null ? said.isEmpty() : said.contains(sentence), said);
  }

  @Test
  void aRaceThatHidesADeviationIsGreen() throws Exception {
    RunResult run = run(of("AAA-001", Verdict.UNDECIDED));
    assertEquals(ExitStatus.GREEN, status(gate(FILE, run)));
  }

  @Test
  void whatIsNotJudgedHasNoSignature() throws Exception {
    String both = FILE.replaceFirst("verdict: fail", "verdict: [fail, unsupported]");
    assertEquals(ExitStatus.GREEN, status(gate(both, run(of("AAA-001", Verdict.UNSUPPORTED)))));
    assertEquals(ExitStatus.RED, status(gate(both, run(failed("AAA-001", ERROR)))));
  }

  @Test
  void whatCannotBeToldIsNoDeviation() throws Exception {
    RunResult run = run(of("AAA-001", Verdict.ERROR));
    assertEquals(ExitStatus.UNTESTED, status(gate(FILE, run)));
  }

  @Test
  void anEntryForOtherVersionsDoesNotCount() throws Exception {
    RunResult old = run("13.4", failed("BBB-001", ROW));
    RunResult later = run("14.1", failed("BBB-001", ROW));
    RunResult none = run("development", failed("BBB-001", ROW));
    assertEquals(ExitStatus.GREEN, status(gate(FILE, old)));
    assertEquals(ExitStatus.RED, status(gate(FILE, later)));
    assertEquals(ExitStatus.RED, status(gate(FILE, none)));
  }

  @Test
  void anExpiredEntryIsRedWhateverComes() throws Exception {
    LocalDate later = LocalDate.of(2027, 1, 1);
    for (Result result : List.of(failed("BBB-001", ROW), of("BBB-001", Verdict.PASS))) {
      RunResult run = run(result);
      RunResult gate = run.against(expectations(FILE, later));
      assertEquals(ExitStatus.RED, status(gate));
      assertTrue(gate.unmet().get(0).contains("expired on 2026-12-31"), gate.unmet().toString());
    }
    RunResult lastDay = run(failed("BBB-001", ROW));
    assertEquals(
        ExitStatus.GREEN, status(lastDay.against(expectations(FILE, LocalDate.of(2026, 12, 31)))));
  }

  @Test
  void aPatternWithoutMatchIsRed() throws Exception {
    RunResult run = run(of("CCC-001", Verdict.PASS));
    String file = "- {id: CCC-0O1, verdict: fail, reason: x}\n";
    RunResult gate = gate(file, run);
    assertEquals(ExitStatus.RED, status(gate));
    assertEquals(
        List.of(
            "known.yaml:1: no requirement matches 'CCC-0O1' (did you mean 'CCC-001'?)."
                + " Correct the id or delete the entry"),
        gate.unmet());
  }

  @Test
  void anEntryBehindOthersThatDecideAllIsRed() throws Exception {
    RunResult run = run(failed("CCC-001", ROW));
    String file =
        "- {id: CCC-*, verdict: fail, reason: x}\n- {id: CCC-001, verdict: fail, reason: y}\n";
    assertTrue(gate(file, run).unmet().get(0).startsWith("known.yaml:2: entries above it"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://other*",
        "embedded:13.*",
        "embedded:9.6.24",
        "embedded:*",
        "?mbedded:13.4",
        "docker:*",
        "postgres:/*",
        "*:5433/*",
        "PostgreSQL://H/x",
        "pgjdbc:42.7.6",
        "pgjdbc:42.*",
        "psycopg-safe:3.3.6",
        "libpq:18"
      })
  void anotherTargetsEntriesAreLeftAside(String target) throws Exception {
    String file = "- {id: CCC-001, target: '%s', verdict: fail, reason: x}\n".formatted(target);
    RunResult run = run(of("CCC-001", Verdict.PASS));
    assertEquals(List.of(), gate(file, run).unmet());
    assertEquals(ExitStatus.GREEN, status(gate(file, run)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "embeded:13.*",
        "embedded:13",
        "embedded:9.6",
        "postgres-13",
        "postgres://*",
        "dokcer:18",
        "localhost:5432",
        ""
      })
  void aTargetThatCannotBeIsRed(String target) throws Exception {
    String file = "- {id: CCC-001, target: '%s', verdict: fail, reason: x}\n".formatted(target);
    RunResult run = run(of("CCC-001", Verdict.PASS));
    RunResult gate = gate(file, run);
    assertEquals(ExitStatus.RED, status(gate));
    assertEquals(1, gate.unmet().size());
    assertTrue(
        gate.unmet().get(0).startsWith("known.yaml:1: no target can be named '" + target + "'"),
        gate.unmet().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- {id: A, verdict: fail} | 1:3: an expectation needs a field 'reason'",
        "- {verdict: fail, reason: x} | 1:3: an expectation needs a field 'id'",
        "- {id: A, reason: x} | 1:3: an expectation needs a field 'verdict'",
        "- {id: A, verdict: fails, reason: x} | 1:20: 'verdict' is one of",
        "- {id: A, verdict: fail, reason: x, until: 1} | 1:37: an expectation has no field 'until'",
        "- {id: A, verdict: fail, reason: x, expires: soon} | 1:46: 'expires' takes a day",
        "- {id: A, verdict: fail, reason: x, versions: old} | 1:47: 'versions' takes releases",
        "- {id: A, verdict: fail, reason: x, versions: 15 - 14} | 1:47: no release is in the range",
        "[{id: A, verdict: fail, reason: x}] | 1:2: each entry begins with a dash",
        "id: A | 1:1: expectations are a list",
        "catalogue: 0 | 1:12: 'catalogue' takes a number that is 1 or greater",
        "{catalogue: 1} | 1:2: 'catalogue' and then 'expectations' stand in lines of their own",
        "'expectations: []~catalogue: 1' | 2:1: 'catalogue' and then 'expectations' stand in lines",
        "'catalogue: 1~entries: []' | 2:1: an expectations file has no field 'entries'",
        "'catalogue: 1~expectations: x' | 2:15: expectations are a list",
        "'catalogue: 1~expectations:~- [a]' | 3:3: an expectation is a mapping",
        "- [ | this is not YAML",
      })
  void faultsHaveAPlace(String file, String problem) {
    ScenarioException e =
        org.junit.jupiter.api.Assertions.assertThrows(
            ScenarioException.class, () -> expectations(file.replace("~", "\n"), TODAY));
    assertTrue(e.getMessage().startsWith("known.yaml:"), e.getMessage());
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  static RunResult gate(String file, RunResult run) throws ScenarioException {
    return run.against(expectations(file, TODAY));
  }

  static int status(RunResult run) {
    return Report.of(run).exitStatus();
  }

  static String written(String file, RunResult run) throws ScenarioException {
    return ExpectationWriter.rewrite(file, gate(file, run));
  }

  static Expectations expectations(String file, LocalDate today) throws ScenarioException {
    byte[] octets = file.getBytes(StandardCharsets.UTF_8);
    return new Expectations(ExpectationReader.read("known.yaml", octets), CATALOGUE, today, false);
  }

  static Result of(String id, Verdict verdict) {
    return new Result(
        Scenarios.of(Scenarios.head("must").replace("TST-001", id + since(id)) + STEPS),
        "server",
        verdict,
        "",
        new Result.Cases(1, true, 0, 1));
  }

  private static String since(String id) {
    return "\nsince: " + CATALOGUE.getOrDefault(id, 1);
  }

  private static final String STEPS =
      "steps:\n  - open: client\n  - expect: client\n    messages: Closed\n";

  static Result failed(String id, Actual came) {
    Evidence evidence = Deviations.on("client", came);
    Result.Failure failure =
        new Result.Failure(
            "",
            "",
            evidence,
            Causes.Facts.NONE,
            0,
            List.of(),
            new Transcript(),
            Repetitions.of(3, 3),
            "",
            List.of("x"));
    return new Result(
        of(id, Verdict.FAIL).scenario(),
        "server",
        Verdict.FAIL,
        came.toString(),
        new Result.Cases(1, true, 0, 1),
        Set.of(),
        List.of(),
        Optional.of(failure));
  }

  private static Result with(Result result, Verdict verdict) {
    return new Result(
        result.scenario(),
        "server",
        verdict,
        "",
        new Result.Cases(1, true, 0, 1),
        Set.of(),
        List.of(),
        result.failure());
  }

  static RunResult run(Result... results) {
    return run("13.4", results);
  }

  private static RunResult run(String version, Result... results) {
    TargetInfo target =
        new TargetInfo(
            "server", "u", "Acme", version, Profile.PROTOCOL, Map.of(), Optional.empty());
    return new RunResult(
        "1",
        Options.of(7, Effort.DEFAULT, 1, true),
        Expectations.none(false),
        Instant.EPOCH,
        1,
        1,
        1,
        1,
        List.of(target),
        new ArrayList<>(List.of(results)),
        false);
  }
}
