package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pgconform.link.Event;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.testing.Scenarios;

/** Each outcome with a name is noted, whatever it means for the case. */
class OutcomesTest {
  private static final Event FIN = new Event.Closed(1, false, false);

  private static final Scenario SCENARIO =
      Scenarios.of(
          Scenarios.head("must")
              + """
              steps:
                - open: c
                - expect: c
                  one of:
                    gone: Closed
                    row: DataRow
                    refused: ErrorResponse
              outcomes: {gone: fail, row: pass}
              """);

  private final CaseRemarks remarks = new CaseRemarks();
  private final Outcomes outcomes =
      new Outcomes(new Judge(SCENARIO, Profile.PROTOCOL, Optional.empty()), remarks);

  private void take(int choice) throws CaseEnded {
    ExpectStep step = (ExpectStep) SCENARIO.steps().get(1);
    outcomes.take(step, "c", step.choices().get(choice), FIN, Optional.empty());
  }

  @Test
  void anOutcomeIsNotedWhetherOrNotItEndsTheCase() throws CaseEnded {
    take(1);
    take(2);
    OutcomeReachedException end = assertThrows(OutcomeReachedException.class, () -> take(0));
    assertEquals(Verdict.FAIL, end.verdict);
    assertEquals(List.of("row", "refused", "gone"), remarks.reached());
  }
}
