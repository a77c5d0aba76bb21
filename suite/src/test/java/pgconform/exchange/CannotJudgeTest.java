package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.session.StartUpException;
import pgconform.testing.Judged;
import pgconform.testing.Rows;

/** What is said of a case that cannot be judged. */
class CannotJudgeTest {
  @Test
  void theFailureOfWhatTheSuiteNeedsIsAnError() {
    CannotJudgeException told = new CannotJudgeException(new IOException("no lock"));
    assertEquals("no lock", told.getMessage());
    assertEquals(Verdict.ERROR, told.verdict);
  }

  @Test
  void aFailureWithoutWordsHasItsName() {
    CannotJudgeException told = new CannotJudgeException(new IOException());
    assertEquals("java.io.IOException", told.getMessage());
    assertEquals(Verdict.ERROR, told.verdict);
  }

  /** What comes of a session that a server refuses with an error of this SQLSTATE. */
  private static StartUpException refusal(String state) {
    try (Judged judged =
            Judged.with(
                peer -> {
                  peer.next();
                  peer.send(Rows.error("FATAL", state, "so it is"));
                });
        Poller poller = new Poller()) {
      Subject.Server server = judged.subject();
      Deadline deadline = Deadline.in(Judged.PATIENT);
      return assertThrows(StartUpException.class, () -> server.session(poller, deadline));
    }
  }

  @ParameterizedTest
  @CsvSource({"53300, UNSUPPORTED", "28000, ERROR"})
  void aServerThatIsFullIsNoError(String state, Verdict verdict) {
    assertEquals(verdict, new CannotJudgeException(refusal(state)).verdict);
  }

  @Test
  void theReasonIsSaidWithItsVerdict() {
    assertEquals(Verdict.ERROR, new CannotJudgeException("why").verdict);
    assertEquals(Verdict.UNSUPPORTED, CannotJudgeException.unsupported("why").verdict);
    assertEquals(Verdict.UNDECIDED, CannotJudgeException.undecided("why").verdict);
    assertEquals("why", CannotJudgeException.undecided("why").getMessage());
    StartUpException refusal = refusal("53300");
    CannotJudgeException full = CannotJudgeException.noRoom(refusal);
    assertEquals(Verdict.UNSUPPORTED, full.verdict);
    assertEquals(CannotJudgeException.NO_ROOM + refusal.getMessage(), full.getMessage());
    assertEquals(0, full.getStackTrace().length, "it is about the target");
  }
}
