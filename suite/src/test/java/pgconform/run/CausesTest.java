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
  static Causes.Entry entry(String id, String area, String... facts) {
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
      Scenario scenario = titled(title);
      Evidence evidence =
          new Evidence(
              scenario.place(),
              "a",
              Deviations.expected(List.of("Closed", "DataRow", "CopyDone").get(failures.size())),
              key);
      failures.add(titled(title, failures.size() == 1 ? "a" : "b", scenario, evidence));
    }
    List<Causes.Group> groups = Causes.of(failures);
    assertEquals(1, groups.size());
    assertEquals("No BackendKeyData follows", groups.get(0).first().id());
  }

  @Test
  void aMessageThatDidNotComeIsShownByARequirementWhoseTitleNamesIt() {
    List<Causes.Entry> failures =
        List.of(
            silence("A commit", "b"),
            silence("Each Sync gets one ReadyForQuery", "a"),
            silence("A rollback", "b"));
    assertEquals(
        List.of("Each Sync gets one ReadyForQuery"),
        Causes.of(failures).stream().map(group -> group.first().id()).toList());
  }

  /** A failure of a requirement with this title: ReadyForQuery did not come. */
  private static Causes.Entry silence(String title, String area) {
    Scenario scenario = titled(title);
    Evidence evidence =
        new Evidence(
            scenario.place(), "a", Deviations.expected("ReadyForQuery"), new Actual.Nothing());
    return titled(title, area, scenario, evidence);
  }

  private static Scenario titled(String title) {
    return Scenarios.of(Scenarios.head("must").replace("A test", title) + "steps:\n  - start: a\n");
  }

  private static Causes.Entry titled(
      String title, String area, Scenario scenario, Evidence evidence, Object... received) {
    return new Causes.Entry(
        title,
        area,
        Level.MUST,
        true,
        facts(scenario, evidence, received),
        CauseFacts.aptness(scenario, evidence, List.of()));
  }

  /** A key that comes too early is missing where it is due; who names both places shows it. */
  @Test
  void aMessageOfTheStartUpThatCameBeforeItsPlaceIsTheSameCause() {
    BackendKeyData key = new BackendKeyData(1, Bytes.ofHex("00000000"));
    ReadyForQuery ready = new ReadyForQuery('I');
    List<Causes.Entry> failures = new ArrayList<>();
    for (String title :
        List.of("BackendKeyData is sent", "BackendKeyData follows AuthenticationOk", "TLS")) {
      Scenario scenario = titled(title);
      boolean early = failures.size() < 2;
      Evidence evidence =
          new Evidence(
              scenario.place(),
              "a",
              Deviations.expected(early ? "AuthenticationOk" : "BackendKeyData"),
              Deviations.came(early ? key : ready));
      failures.add(titled(title, "a", scenario, evidence, key, ready));
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
