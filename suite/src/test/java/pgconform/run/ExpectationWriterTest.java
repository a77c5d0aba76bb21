package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.run.ExpectationsTest.ERROR;
import static pgconform.run.ExpectationsTest.FILE;
import static pgconform.run.ExpectationsTest.ROW;
import static pgconform.run.ExpectationsTest.failed;
import static pgconform.run.ExpectationsTest.gate;
import static pgconform.run.ExpectationsTest.run;
import static pgconform.run.ExpectationsTest.status;
import static pgconform.run.ExpectationsTest.written;

import java.util.List;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Actual;
import pgconform.exchange.KeyWeakness;
import pgconform.exchange.Verdict;
import pgconform.link.Event;
import pgconform.report.ExitStatus;

/** What a run writes into a file of expectations. */
class ExpectationWriterTest {
  @Test
  void linesEndAsTheyDid() throws Exception {
    String file = FILE.replace("\n", "\r\n");
    RunResult same = run(failed("AAA-001", ROW), ExpectationsTest.of("AAA-002", Verdict.PASS));
    assertEquals(file, written(file, same));
    RunResult run = run(failed("CCC-001", ROW), ExpectationsTest.of("AAA-001", Verdict.PASS));
    String written = written(file, run);
    assertTrue(written.contains("- id: CCC-001\r\n") && !written.contains("AAA-001"), written);
    assertEquals(List.of(), written.lines().filter(line -> line.endsWith("\r")).toList());
    assertEquals(written.lines().count(), written.split("\r\n", -1).length - 1, "lines");
  }

  @Test
  void writingKeepsWhatHolds() throws Exception {
    RunResult same = run(failed("AAA-001", ROW), ExpectationsTest.of("AAA-002", Verdict.PASS));
    assertEquals(FILE, written(FILE, same));
  }

  @Test
  void writingChangesWhatChangedAndNothingElse() throws Exception {
    RunResult run =
        run(
            failed("AAA-001", ERROR),
            failed("BBB-001", ROW),
            ExpectationsTest.of("BBB-002", Verdict.PASS),
            failed("CCC-001", ROW));
    String written = written(FILE, run);
    assertEquals(
        FILE.replace("\"client: DataRow\" ", "\"client: ErrorResponse 57014\" ")
                .replace(
                    "- id: BBB-*",
                    """
                    - id: BBB-002
                      verdict: pass
                      reason: "not explained yet, seen on 2026-11-21"

                    - id: BBB-*\
                    """)
            + """

            - id: CCC-001
              verdict: fail
              signature: "client: DataRow"
              reason: "not explained yet, seen on 2026-11-21"
            """,
        written);
    assertEquals(ExitStatus.GREEN, status(gate(written, run)));
  }

  @Test
  void aFormerSignatureIsUnderstoodAndBroughtUpToDate() throws Exception {
    String file =
        """
        - id: AAA-001
          verdict: fail
          signature: "client: two of # sessions have the same secret key, such as #"  # old
          reason: x
        """;
    RunResult run =
        run(failed("AAA-001", new KeyWeakness(KeyWeakness.Weakness.REPEATED_SECRET_KEY, "two")));
    assertEquals(ExitStatus.GREEN, status(gate(file, run)));
    assertEquals(
        file.replace(
            "two of # sessions have the same secret key, such as #", "repeated secret key"),
        written(file, run));
    RunResult other =
        run(failed("AAA-001", new KeyWeakness(KeyWeakness.Weakness.SHORT_SECRET_KEY, "one")));
    assertEquals(ExitStatus.RED, status(gate(file, other)));
  }

  @Test
  void whatIsMendedLosesItsEntryButNoComment() throws Exception {
    RunResult run =
        run(
            ExpectationsTest.of("AAA-001", Verdict.PASS),
            ExpectationsTest.of("AAA-002", Verdict.PASS));
    String written = written(FILE, run);
    assertTrue(!written.contains("AAA-001"), written);
    assertTrue(written.contains("# A key is not looked at."), written);
    assertTrue(written.contains("# Races.\n- id: AAA-002"), written);
    assertEquals(ExitStatus.GREEN, status(gate(written, run)));
  }

  @Test
  void theFirstFileIsMadeOfNothing() throws Exception {
    RunResult run =
        run(
            failed(
                "AAA-001",
                new Actual.Outcome("it \"quotes\" \\ 15", new Event.Closed(1, false, false))));
    String written = written("", run);
    assertEquals(ExitStatus.GREEN, status(gate(written, run)));
    assertTrue(written.startsWith("# Known deviations"), written);
  }
}
