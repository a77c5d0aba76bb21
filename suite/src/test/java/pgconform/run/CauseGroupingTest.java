package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.run.CausesTest.entry;
import static pgconform.run.CausesTest.failure;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Actual;
import pgconform.scenario.Level;
import pgconform.testing.Deviations;
import pgconform.testing.Rows;

/** Which failures have one cause, and what is told of them. */
class CauseGroupingTest {
  private static List<String> ids(Causes.Group group) {
    return group.others().stream().map(Causes.Entry::id).toList();
  }

  /** What each other has in common with which one. */
  private static List<String> told(Causes.Group group) {
    return group.links().stream()
        .flatMap(
            link ->
                link.entries().stream()
                    .map(each -> each.id() + " " + link.shared() + " " + link.with().id()))
        .toList();
  }

  @Test
  void whatSharesAFactSharesACause() {
    List<Causes.Group> groups =
        Causes.of(
            List.of(
                entry("A-1", "a", "x"),
                entry("B-1", "b", "y"),
                entry("B-2", "b", "y", "z"),
                entry("C-1", "c", "z")));
    assertEquals(2, groups.size());
    assertEquals("B-1", groups.get(0).first().id());
    assertEquals(List.of("B-2", "C-1"), ids(groups.get(0)));
    assertEquals(List.of("B-2 y B-1", "C-1 z B-2"), told(groups.get(0)));
    assertEquals("A-1", groups.get(1).first().id());
    assertEquals(List.of(), told(groups.get(1)));
  }

  private static Causes.Entry broadly(String id, String area, String precise, String broad) {
    return new Causes.Entry(
        id,
        area,
        Level.MUST,
        true,
        new Causes.Facts(precise.isEmpty() ? List.of() : List.of(precise), List.of(broad)),
        0);
  }

  /** A server without extended queries that accepts any secret: races meet both. */
  @Test
  void whatShowsFactsOfTwoCausesBelongsToOneOfThem() {
    List<Causes.Group> groups =
        Causes.of(
            List.of(
                entry("CAN-006", "cancel", "cancels"),
                entry("CAN-011", "cancel", "cancels"),
                entry("CAN-025", "cancel", "cancels"),
                entry("EXQ-001", "extended", "no parse"),
                entry("EXQ-002", "extended", "no parse"),
                entry("RAC-001", "races", "no parse", "cancels"),
                entry("RAC-001b", "races", "no parse", "cancels")));
    assertEquals(2, groups.size());
    assertEquals(List.of("CAN-006", "EXQ-001"), groups.stream().map(g -> g.first().id()).toList());
    groups.forEach(
        group ->
            group
                .links()
                .forEach(
                    link -> {
                      assertTrue(link.with().facts().all().contains(link.shared()));
                      link.entries()
                          .forEach(e -> assertTrue(e.facts().all().contains(link.shared())));
                    }));
  }

  @Test
  void whatOnlyLooksAlikeNeedsMoreThanHalf() {
    List<Causes.Entry> two = List.of(entry("A-1", "a", "x"), entry("A-2", "a", "x"));
    List<Causes.Entry> half = new ArrayList<>(two);
    half.add(broadly("A-3", "a", "x", "late"));
    half.add(broadly("B-1", "b", "y", "late"));
    assertEquals(2, Causes.of(half).size());
    List<Causes.Entry> most = new ArrayList<>(half);
    most.add(broadly("A-4", "a", "x", "late"));
    assertEquals(1, Causes.of(most).size());
  }

  @Test
  void factsThatSeveralRequirementsShowTogetherAreOneCause() {
    List<Causes.Entry> failures = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      failures.add(entry("A-00" + i, "a", "x"));
      failures.add(entry("B-00" + i, "b", "y"));
    }
    failures.add(entry("C-001", "c", "x", "y"));
    failures.add(entry("C-001b", "c", "x", "y"));
    failures.add(entry("C-002", "c", "x", "y"));
    assertEquals(2, Causes.of(failures).size());
    failures.add(entry("C-003", "c", "x", "y"));
    assertEquals(1, Causes.of(failures).size());
  }

  @Test
  void anotherErrorSaysNothingOfCancels() {
    Actual error = Deviations.came(Rows.error("ERROR", "0A000", "no extended queries"));
    assertEquals(
        List.of(),
        failure("RAC-001", error, "ErrorResponse C=57014").facts().broad().stream()
            .filter(fact -> fact.contains("cancels"))
            .toList());
  }

  @Test
  void whoBringsTheTargetDownExplainsWhatCannotBeJudged() {
    List<Causes.Entry> failures = new ArrayList<>();
    failures.add(entry("ENC-001", "encryption", "x"));
    failures.add(entry("ENC-002", "encryption", "x"));
    failures.add(entry("ENC-003", "encryption", "x"));
    failures.add(entry("CAN-013", "cancel", "harm"));
    failures.add(
        new Causes.Entry(
            "CST-001", "cancel-state", Level.MUST, false, Causes.Facts.of("harm"), 0, true));
    List<Causes.Group> groups = Causes.of(failures);
    assertEquals(2, groups.size());
    assertEquals("CAN-013", groups.get(0).first().id());
    assertEquals(
        List.of("CST-001 they could not be judged, because the target was gone CAN-013"),
        told(groups.get(0)));
  }
}
