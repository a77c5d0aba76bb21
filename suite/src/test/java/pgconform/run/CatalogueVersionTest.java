package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.run.ExpectationsTest.CATALOGUE;
import static pgconform.run.ExpectationsTest.FILE;
import static pgconform.run.ExpectationsTest.ROW;
import static pgconform.run.ExpectationsTest.TODAY;
import static pgconform.run.ExpectationsTest.expectations;
import static pgconform.run.ExpectationsTest.failed;
import static pgconform.run.ExpectationsTest.gate;
import static pgconform.run.ExpectationsTest.run;
import static pgconform.run.ExpectationsTest.status;
import static pgconform.run.ExpectationsTest.written;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.exchange.Verdict;
import pgconform.report.ExitStatus;
import pgconform.scenario.ExpectationReader;

/** A new release of the suite turns no gate red by itself. */
class CatalogueVersionTest {
  @Test
  void aNewRequirementIsGreenUntilItIsAccepted() throws Exception {
    RunResult run =
        run(
            failed("DDD-002", ROW),
            ExpectationsTest.of("DDD-003", Verdict.PASS),
            failed("CCC-001", ROW));
    RunResult gate = gate(FILE, run);
    GateVerdict fresh = gate.results().get(0).gate();
    assertTrue(fresh.green() && fresh.isNew(), fresh.toString());
    assertEquals(
        "new in catalogue version 2, and the expectations are for an earlier version; accept it"
            + " with --write-expectations, or add an entry",
        fresh.known().orElseThrow());
    assertEquals(GateVerdict.usual(Verdict.PASS, false), gate.results().get(1).gate());
    assertFalse(gate.results().get(2).gate().green(), "CCC-001 is not new");
    RunResult known = gate("catalogue: 2\nexpectations:\n" + FILE, run);
    assertFalse(known.results().get(0).gate().green(), "DDD-002 is not new in version 2");
    String entry = FILE + "- {id: DDD-*, verdict: fail, reason: x}\n";
    assertEquals(Optional.of("x"), gate(entry, run).results().get(0).gate().known());
  }

  @Test
  void withoutExpectationsNothingIsNew() {
    RunResult run = run(failed("DDD-002", ROW));
    assertEquals(ExitStatus.RED, status(run.against(Expectations.none(false))));
  }

  @Test
  void anErrorIsNothingNew() throws Exception {
    assertEquals(
        ExitStatus.UNTESTED,
        status(gate(FILE, run(ExpectationsTest.of("DDD-002", Verdict.ERROR)))));
  }

  @Test
  void whatIsNewAndLenientIsGreenAlsoWhereThatIsRed() throws Exception {
    byte[] octets = FILE.getBytes(StandardCharsets.UTF_8);
    Expectations strict =
        new Expectations(ExpectationReader.read("known.yaml", octets), CATALOGUE, TODAY, true);
    RunResult gate =
        run(
                ExpectationsTest.of("DDD-002", Verdict.LENIENT),
                ExpectationsTest.of("CCC-001", Verdict.LENIENT))
            .against(strict);
    assertTrue(gate.results().get(0).gate().green());
    assertFalse(gate.results().get(1).gate().green());
  }

  @Test
  void writingAcceptsWhatIsNew() throws Exception {
    RunResult run = run(failed("DDD-002", ROW), ExpectationsTest.of("DDD-003", Verdict.PASS));
    String written = written(FILE, run);
    assertEquals(
        "catalogue: 3\nexpectations:\n"
            + FILE
            + """

            - id: DDD-002
              verdict: fail
              signature: "client: DataRow"
              reason: "not explained yet, seen on 2026-11-21"
            """,
        written);
    assertEquals(Set.of(), expectations(written, TODAY).newer());
    assertEquals(ExitStatus.GREEN, status(gate(written, run)));
    assertEquals(ExitStatus.RED, status(gate(written, run(failed("DDD-003", ROW)))));
    assertEquals(written, written(written, run));
  }

  @Test
  void aVersionIsKnownOnceAllOfItWasJudged() throws Exception {
    assertEquals(
        2,
        expectations(written(FILE, run(ExpectationsTest.of("DDD-002", Verdict.PASS))), TODAY)
            .version());
    Result whole = ExpectationsTest.of("DDD-003", Verdict.PASS);
    Result unseen = ExpectationsTest.of("DDD-002", Verdict.UNDECIDED);
    Result none = Result.notRun(unseen.scenario(), "server", Verdict.UNDECIDED, "");
    for (Result open :
        List.of(
            none,
            ExpectationsTest.of("DDD-002", Verdict.ERROR),
            ExpectationsTest.of("DDD-002", Verdict.BLOCKED))) {
      assertEquals(FILE, written(FILE, run(whole, open)));
    }
    RunResult race = run(whole, unseen);
    assertEquals(3, expectations(written(FILE, race), TODAY).version());
    assertEquals(Set.of("DDD-002", "DDD-003"), expectations(FILE, TODAY).newer());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | # Known deviations. These requirements are still run, and any other result is red."
            + "~catalogue: 3",
        "# ours | # ours~catalogue: 3",
        "catalogue: 1 # see the wiki | catalogue: 3 # see the wiki",
        "catalogue: \"1\"~expectations: [] | catalogue: 3~expectations: []",
        "expectations:~- {id: A*, verdict: fail, reason: x}"
            + " | catalogue: 3~expectations:~- {id: A*, verdict: fail, reason: x}",
        "---~# ours~- {id: A*, verdict: fail, reason: x}"
            + " | ---~catalogue: 3~expectations:~# ours~- {id: A*, verdict: fail, reason: x}",
        "catalogue: 7 | catalogue: 7",
      })
  void theVersionHasItsLine(String file, String expected) throws Exception {
    RunResult run =
        run(
            ExpectationsTest.of("DDD-002", Verdict.PASS),
            ExpectationsTest.of("DDD-003", Verdict.PASS));
    String lines = file.replace("~", "\n");
    assertEquals(expected.replace("~", "\n") + "\n", written(lines, run));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# ours",
        "catalogue: 3",
        "catalogue: 3\nexpectations: []",
        "catalogue: 3\nexpectations:"
      })
  void entriesAreAddedBelowTheVersion(String file) throws Exception {
    RunResult run = run(failed("CCC-001", ROW));
    String written = written(file, run);
    assertTrue(written.contains("catalogue: 3\nexpectations:\n\n- id: CCC-001\n"), written);
    assertEquals(ExitStatus.GREEN, status(gate(written, run)));
    String mended = written(written, run(ExpectationsTest.of("CCC-001", Verdict.PASS)));
    assertTrue(mended.endsWith("catalogue: 3\nexpectations:\n"), mended);
    assertEquals(List.of(), expectations(mended, TODAY).entries());
  }
}
