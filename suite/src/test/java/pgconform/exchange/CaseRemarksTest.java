package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pgconform.testing.Deviations;

/** What is noted on the way is kept, and the gravest of it counts. */
class CaseRemarksTest {
  private static Optional<Evidence> on(String connection) {
    return Optional.of(Deviations.on(connection, new Actual.Nothing()));
  }

  @Test
  void whereNothingIsNotedAllIsWell() {
    CaseRemarks remarks = new CaseRemarks();
    assertEquals(Verdict.PASS, remarks.verdict());
    assertEquals(Optional.empty(), remarks.evidence());
    assertEquals(List.of(), remarks.says());
  }

  @Test
  void theGravestCountsAndOfEqualsTheFirst() {
    CaseRemarks remarks = new CaseRemarks();
    Optional<Evidence> first = on("first");
    remarks.note(Verdict.LENIENT, first);
    remarks.note(Verdict.LENIENT, on("second"));
    remarks.note(Verdict.INFO, on("third"));
    assertEquals(Verdict.LENIENT, remarks.verdict());
    assertEquals(first, remarks.evidence());
    Optional<Evidence> fourth = on("fourth");
    remarks.note(Verdict.FAIL, fourth);
    assertEquals(fourth, remarks.evidence());
  }

  @Test
  void eachSentenceIsSaidOnceAndNothingIsNone() {
    CaseRemarks remarks = new CaseRemarks();
    remarks.say("a");
    remarks.say("");
    remarks.say("b");
    remarks.say("a");
    assertEquals(List.of("a", "b"), remarks.says());
  }

  @Test
  void thoseOfABranchAreAdded() {
    CaseRemarks branch = new CaseRemarks();
    branch.say("b");
    branch.say("a");
    Optional<Evidence> noted = on("branch");
    branch.note(Verdict.LENIENT, noted);
    CaseRemarks whole = new CaseRemarks();
    whole.say("a");
    whole.note(Verdict.INFO, Optional.empty());
    whole.add(branch);
    assertEquals(List.of("a", "b"), whole.says());
    assertEquals(Verdict.LENIENT, whole.verdict());
    assertEquals(noted, whole.evidence());
  }

  @Test
  void outcomesWithANameAreKeptUntilTheyAreTaken() {
    CaseRemarks branch = new CaseRemarks();
    branch.reached("late");
    CaseRemarks remarks = new CaseRemarks();
    remarks.reached("gone");
    remarks.reached("");
    remarks.add(branch);
    assertEquals(List.of("gone", "late"), remarks.reached());
    assertEquals(List.of("gone", "late"), remarks.takeReached());
    assertEquals(List.of(), remarks.reached());
    assertEquals(List.of(), remarks.takeReached());
  }

  @Test
  void theCountsOfRacesAreKeptInTheirOrder() {
    RaceCounts first = new RaceCounts(null, List.of(), 1, 2, Optional.empty());
    RaceCounts second = new RaceCounts(null, List.of(), 3, 4, Optional.empty());
    CaseRemarks remarks = new CaseRemarks();
    assertEquals(List.of(), remarks.races());
    remarks.add(first);
    remarks.add(second);
    assertEquals(List.of(first, second), remarks.races());
  }
}
