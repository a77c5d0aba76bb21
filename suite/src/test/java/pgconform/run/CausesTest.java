package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Actual;
import pgconform.exchange.Evidence;
import pgconform.exchange.Expected;
import pgconform.exchange.KeyWeakness;
import pgconform.exchange.TargetFailure;
import pgconform.link.Transcript;
import pgconform.scenario.AcceptStep;
import pgconform.scenario.Level;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;
import pgconform.scenario.Step;
import pgconform.testing.Deviations;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Side;

class CausesTest {
  private static Causes.Entry entry(String id, String area, String... facts) {
    return new Causes.Entry(
        id, area, Level.MUST, true, new Causes.Facts(List.of(facts), List.of()), 0);
  }

  private static Causes.Facts facts(Scenario scenario, Evidence evidence, Object... received) {
    List<Transcript.Entry> exchange =
        Stream.of(received)
            .map(
                message ->
                    new Transcript.Entry(
                        0,
                        evidence.connection(),
                        Transcript.Kind.RECEIVED,
                        Optional.of(Side.BACKEND),
                        List.of(message),
                        Bytes.EMPTY))
            .toList();
    return CauseFacts.of(scenario, evidence, exchange);
  }

  /** A failure: something came where an event was expected, behind what had been received. */
  static Causes.Entry failure(String id, Actual came, String expected, Object... received) {
    Scenario scenario = Scenarios.steps("- start: a\n");
    Evidence evidence = new Evidence(scenario.place(), "a", Deviations.expected(expected), came);
    return new Causes.Entry(
        id,
        "a",
        Level.MUST,
        true,
        facts(scenario, evidence, received),
        CauseFacts.aptness(scenario, evidence, List.of()));
  }

  private static List<String> ids(Causes.Group group) {
    return group.others().stream().map(Causes.Entry::id).toList();
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

  /** What each other has in common with which one. */
  private static List<String> told(Causes.Group group) {
    return group.links().stream()
        .flatMap(
            link ->
                link.entries().stream()
                    .map(each -> each.id() + " " + link.shared() + " " + link.with().id()))
        .toList();
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
    assertEquals(List.of("CST-001"), ids(groups.get(0)));
  }

  @Test
  void theAreaOfMostShowsTheCause() {
    Causes.Group group =
        Causes.of(
                List.of(
                    entry("A-1", "authentication", "x"),
                    entry("C-2", "cancel", "x"),
                    entry("C-1", "cancel", "x")))
            .get(0);
    assertEquals("C-1", group.first().id());
    assertEquals("x", group.links().get(0).shared());
  }

  @Test
  void weakKeysExplainTheCancelsThatTheyLetThrough() {
    List<Causes.Group> groups =
        Causes.of(
            List.of(
                entry("CAN-002", "cancel", "x"),
                entry("CAN-025", "cancel", "x"),
                failure(
                    "BKD-007",
                    new KeyWeakness(KeyWeakness.Weakness.STUCK_BITS, "bit 1"),
                    "RowDescription")));
    assertEquals("BKD-007", groups.get(0).first().id());
  }

  @Test
  void ofEqualCausesTheAreaThatComesEarlierIsTheFirst() {
    List<Causes.Group> groups =
        Causes.of(List.of(entry("CAN-016", "cancel"), entry("ENC-009", "encryption")));
    assertEquals("ENC-009", groups.get(0).first().id());
  }

  @Test
  void aMessageOfTheStartUpThatIsOutOfPlaceIsOneCauseAndWhoNamesItShowsIt() {
    Actual key = Deviations.came(new BackendKeyData(1, Bytes.ofHex("00000000")));
    List<Causes.Entry> failures = new ArrayList<>();
    for (String title :
        List.of("A query is answered", "No BackendKeyData follows", "A copy ends")) {
      Scenario scenario =
          Scenarios.of(Scenarios.head("must").replace("A test", title) + "steps:\n  - start: a\n");
      Evidence evidence =
          new Evidence(
              scenario.place(),
              "a",
              Deviations.expected(List.of("Closed", "DataRow", "CopyDone").get(failures.size())),
              key);
      failures.add(
          new Causes.Entry(
              title,
              failures.size() == 1 ? "a" : "b",
              Level.MUST,
              true,
              facts(scenario, evidence),
              CauseFacts.aptness(scenario, evidence, List.of())));
    }
    List<Causes.Group> groups = Causes.of(failures);
    assertEquals(1, groups.size());
    assertEquals("No BackendKeyData follows", groups.get(0).first().id());
  }

  /** A key that comes too early is missing where it is due; who names both places shows it. */
  @Test
  void aMessageOfTheStartUpThatCameBeforeItsPlaceIsTheSameCause() {
    BackendKeyData key = new BackendKeyData(1, Bytes.ofHex("00000000"));
    ReadyForQuery ready = new ReadyForQuery('I');
    List<Causes.Entry> failures = new ArrayList<>();
    for (String title :
        List.of("BackendKeyData is sent", "BackendKeyData follows AuthenticationOk", "TLS")) {
      Scenario scenario =
          Scenarios.of(Scenarios.head("must").replace("A test", title) + "steps:\n  - start: a\n");
      boolean early = failures.size() < 2;
      Evidence evidence =
          new Evidence(
              scenario.place(),
              "a",
              Deviations.expected(early ? "AuthenticationOk" : "BackendKeyData"),
              Deviations.came(early ? key : ready));
      failures.add(
          new Causes.Entry(
              title,
              "a",
              Level.MUST,
              true,
              facts(scenario, evidence, key, ready),
              CauseFacts.aptness(scenario, evidence, List.of())));
    }
    List<Causes.Group> groups = Causes.of(failures);
    assertEquals(1, groups.size());
    assertEquals("BackendKeyData follows AuthenticationOk", groups.get(0).first().id());
    Evidence missing =
        new Evidence(
            Scenarios.steps("- start: a\n").place(),
            "a",
            Deviations.expected("BackendKeyData"),
            Deviations.came(ready));
    assertEquals(
        List.of("ReadyForQuery instead of BackendKeyData"),
        facts(Scenarios.steps("- start: a\n"), missing, ready).precise());
  }

  /** A client that sends no cancel breaks all that is about cancels, and what comes after them. */
  @Test
  void theCancelThatDoesNotComeIsShownByWhoNamesItFirst() throws Exception {
    Path checkout = Path.of(System.getProperty("basedir", ".")).resolve("../scenarios");
    List<String> broken =
        List.of("CLI-014", "CLI-009", "CLI-005", "CLI-001c", "CLI-001b", "CLI-001", "CLI-013");
    List<Causes.Entry> failures = new ArrayList<>();
    for (Scenario scenario : ScenarioLibrary.load(Role.CLIENT, checkout, List.of())) {
      if (broken.contains(scenario.id())) {
        Step accept =
            Step.all(scenario.steps())
                .filter(AcceptStep.class::isInstance)
                .findFirst()
                .orElseThrow();
        Evidence evidence =
            new Evidence(
                accept.place(),
                "cancel",
                new Expected.OfClient("a connection"),
                new Actual.Nothing());
        failures.add(
            new Causes.Entry(
                scenario.id(),
                scenario.area(),
                scenario.level(),
                true,
                facts(scenario, evidence),
                CauseFacts.aptness(scenario, evidence, List.of())));
      }
    }
    List<Causes.Group> groups = Causes.of(failures);
    assertEquals(1, groups.size());
    assertEquals("CLI-001", groups.get(0).first().id());
    assertEquals(broken.size() - 1, groups.get(0).others().size());
  }

  @Test
  void anErrorThatDoesNotComeIsAFactWhateverComesInstead() {
    Scenario scenario =
        Scenarios.steps(
            "- start: a\n- expect: a\n  messages: RowDescription ErrorResponse[C=57014]\n");
    Evidence silence =
        new Evidence(
            scenario.steps().get(1).place(),
            "a",
            Expected.Other.RUNNING_QUERY,
            new Actual.Nothing());
    assertTrue(
        facts(scenario, silence).precise().contains("no ErrorResponse with SQLSTATE 57014"),
        facts(scenario, silence).toString());
  }

  @Test
  void aCancelThatNobodyAskedForIsOneWhateverItHits() {
    Scenario scenario = Scenarios.steps("- start: a\n- expect: a\n  messages: DataRow\n");
    Actual cancel = Deviations.came(Rows.error("ERROR", "57014", "canceled"));
    Actual outcome = new Actual.Outcome("accepted", ((Actual.Seen) cancel).event());
    for (Actual came : List.of(cancel, outcome)) {
      Evidence evidence =
          new Evidence(scenario.steps().get(1).place(), "a", Expected.Other.RUNNING_QUERY, came);
      List<String> facts = facts(scenario, evidence).precise();
      assertTrue(facts.contains("an ErrorResponse with SQLSTATE 57014 came"), facts.toString());
    }
  }

  @Test
  void whoHarmsForCertainHasACauseOfItsOwn() {
    Scenario scenario = Scenarios.steps("- start: a\n");
    TargetFailure damage =
        new TargetFailure(TargetFailure.Kind.REFUSES, "connection refused", true);
    Evidence certain = new Evidence(scenario.place(), "bystander", Expected.Other.UNHARMED, damage);
    Evidence perhaps =
        new Evidence(scenario.place(), "bystander", Expected.Other.UNHARMED, damage.perhaps());
    assertTrue(facts(scenario, certain).precise().get(0).endsWith("by TST-001"));
    assertEquals(
        Causes.Facts.of("harm: a target that takes no connections"), facts(scenario, perhaps));
  }

  @Test
  void aSecondReadyForQueryIsOneCauseWhateverWasExpected() {
    ReadyForQuery ready = new ReadyForQuery('I');
    Actual came = Deviations.came(ready);
    assertEquals(
        1,
        Causes.of(
                List.of(
                    failure("A-1", came, "RowDescription", ready, ready),
                    failure("A-2", came, "CommandComplete", ready, ready),
                    failure("A-3", came, "Closed", ready, ready)))
            .size());
  }

  @Test
  void aReadyForQueryThatLeavesSomethingOutIsNoSecondOne() {
    ReadyForQuery ready = new ReadyForQuery('I');
    Actual came = Deviations.came(ready);
    Object between = Rows.of("1").get(0);
    assertEquals(
        2,
        Causes.of(
                List.of(
                    failure("A-1", came, "RowDescription", ready, ready),
                    failure("A-2", came, "CommandComplete", ready, between, ready)))
            .size());
    assertEquals(
        2,
        Causes.of(
                List.of(
                    failure("A-1", came, "RowDescription", ready, ready),
                    failure(
                        "A-2",
                        Deviations.came(Rows.error("ERROR", "0A000", "no")),
                        "CommandComplete",
                        ready,
                        ready)))
            .size());
  }

  @Test
  void howAScenarioCallsAnOutcomeMakesNoOtherCause() {
    Actual error = Deviations.came(Rows.error("FATAL", "0A000", "no"));
    Actual refused = new Actual.Outcome("refused", ((Actual.Seen) error).event());
    assertEquals(
        1,
        Causes.of(
                List.of(
                    failure("A-1", error, "NegotiateProtocolVersion"),
                    failure("A-2", refused, "NegotiateProtocolVersion")))
            .size());
  }

  @Test
  void keysAreWeakInOneWayWhoeverComparesThem() {
    Scenario scenario = Scenarios.steps("- start: a\n");
    Actual repeated = new KeyWeakness(KeyWeakness.Weakness.REPEATED_SECRET_KEY, "two");
    Evidence distinct = new Evidence(scenario.place(), "a", Expected.Other.DISTINCT_KEYS, repeated);
    Evidence random =
        new Evidence(scenario.place(), "b", Expected.Other.UNPREDICTABLE_KEYS, repeated);
    assertEquals(List.of("repeated secret key"), facts(scenario, distinct).precise());
    assertEquals(facts(scenario, distinct), facts(scenario, random));
  }

  @Test
  void independentFaultsKeepTheirCauses() {
    ReadyForQuery ready = new ReadyForQuery('I');
    Actual twice = Deviations.came(ready);
    Actual refused = Deviations.came(Rows.error("FATAL", "0A000", "no"));
    Actual cancelled = Deviations.came(Rows.error("ERROR", "57014", "canceled"));
    Actual repeated = new KeyWeakness(KeyWeakness.Weakness.COUNTING_WORD, "two");
    Actual stuck = new KeyWeakness(KeyWeakness.Weakness.STUCK_BITS, "bit 1");
    List<Causes.Entry> failures =
        List.of(
            failure("A-1", twice, "RowDescription", ready, ready),
            failure("B-1", refused, "NegotiateProtocolVersion", ready),
            failure("C-1", cancelled, "RowDescription", ready),
            failure("D-1", repeated, "RowDescription"),
            failure("E-1", stuck, "RowDescription"));
    assertEquals(failures.size(), Causes.of(failures).size());
  }

  @Test
  void whatComesOfCancelsThatGoAstrayIsOneCauseAndKeysThatRepeatExplainIt() {
    Actual canceled = Deviations.came(Rows.error("ERROR", "57014", "canceled"));
    Actual repeated = new KeyWeakness(KeyWeakness.Weakness.REPEATED_SECRET_KEY, "two");
    List<Causes.Group> groups =
        Causes.of(
            List.of(
                failure("B-1", canceled, "RowDescription"),
                failure("B-2", canceled, "RowDescription"),
                failure("C-1", repeated, "RowDescription")));
    assertEquals(1, groups.size());
    assertEquals("C-1", groups.get(0).first().id());
    assertEquals("cancels do not do what they are sent for", groups.get(0).links().get(0).shared());
  }
}
