package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import pgconform.link.Transcript;
import pgconform.link.TransportNote;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Scenarios;

/** A case that ends leaves room for the next one. */
class EndOfCaseTest {
  private static final Scenario SESSION =
      Scenarios.steps(
"""
- start: s
- alive: s
""");

  private static List<?> last(Judged judged, Scenario scenario) {
    CaseResult result = Runs.on(judged, scenario);
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
    List<Transcript.Entry> entries = result.transcript().entries();
    return entries.get(entries.size() - 1).items();
  }

  @Test
  void whereThereIsLittleRoomAServerIsGivenTimeToEndASession() {
    assertEquals(List.of(TransportNote.Ours.CLOSED_AFTER_PEER), last(Judged.good(), SESSION));
  }

  @Test
  void whereThereIsMuchRoomTheNextCaseBeginsAtOnce() {
    assertEquals(
        List.of(TransportNote.Ours.CLOSED),
        last(Judged.good().having(Capability.MANY_SESSIONS), SESSION));
  }

  @Test
  void aConnectionWithoutASessionIsClosedAtOnce() {
    Scenario connection =
        Scenarios.steps(
"""
- open: c
- send: c
  messages: [SSLRequest]
- expect: c
  messages: EncryptionResponse[S]
""");
    assertEquals(List.of(TransportNote.Ours.CLOSED), last(Judged.good(), connection));
  }
}
