package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import pgconform.link.ServerTls;
import pgconform.property.Cases;
import pgconform.scenario.Level;
import pgconform.scenario.Profile;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;
import pgconform.testing.AbandoningClient;
import pgconform.testing.ClientFault;
import pgconform.testing.ScriptedClient;
import pgconform.testing.StartingOverClient;
import pgconform.testing.TestCertificate;

/** Each scenario about clients passes with a good client, and faulty ones are found. */
class ClientFaultsTest {
  private static final int TRIES = 4;

  /** Whoever breaks requirements of these levels is told so. */
  private static final Set<Level> BINDING = EnumSet.of(Level.MUST, Level.SHOULD);

  /** Which scenarios find which fault, among others. */
  private static final Map<ClientFault, String> FOUND =
      Map.ofEntries(
          Map.entry(ClientFault.CUTS_THE_KEY, "CLI-001b CLI-005"),
          Map.entry(ClientFault.ZEROS_FOR_A_KEY, "CLI-001"),
          Map.entry(ClientFault.NEXT_PROCESS_ID, "CLI-001"),
          Map.entry(ClientFault.FIRST_KEY_FOR_ALL, "CLI-001c"),
          Map.entry(ClientFault.CANCELS_WITHOUT_A_KEY, "CLI-002"),
          Map.entry(ClientFault.WANTS_A_KEY, "CLI-003"),
          Map.entry(ClientFault.CANCELS_IN_CLEAR, "CLI-006 CLI-007"),
          Map.entry(ClientFault.FALLS_BACK_TO_CLEAR, "CLI-007"),
          Map.entry(ClientFault.CANCELS_ON_THE_SESSION, "CLI-009"),
          Map.entry(ClientFault.DOES_NOT_WAIT, "CLI-010 CLI-010b CLI-030"),
          Map.entry(ClientFault.WAITS_FOR_EVER, "CLI-011"),
          Map.entry(ClientFault.BELIEVES_THE_CANCEL_CONNECTION, "CLI-012"),
          Map.entry(ClientFault.ENDS_WITH_THE_CANCEL_CONNECTION, "CLI-013"),
          Map.entry(ClientFault.LEAVES_THE_ERROR_UNREAD, "CLI-014"),
          Map.entry(ClientFault.WANTS_AN_ERROR, "CLI-014"),
          Map.entry(ClientFault.DIES_OF_NOTICES, "CLI-015"),
          Map.entry(ClientFault.DIES_OF_UNKNOWN_PARAMETERS, "CLI-015"),
          Map.entry(ClientFault.IGNORES_ERRORS_AT_THE_START, "CLI-016"),
          Map.entry(ClientFault.WANTS_THE_NEWEST_VERSION, "CLI-017"),
          Map.entry(ClientFault.WAITS_BEHIND_A_NEGOTIATION, "CLI-018"),
          Map.entry(ClientFault.KEEPS_WHAT_CAME_IN_CLEAR, "CLI-020"),
          Map.entry(ClientFault.TAKES_ANYTHING_FOR_N, "CLI-021 CLI-021b CLI-022"),
          Map.entry(ClientFault.GOES_ON_IN_CLEAR, "CLI-023"),
          Map.entry(ClientFault.NEEDS_TLS, "CLI-023b"),
          Map.entry(ClientFault.DOES_NOT_WAIT_FOR_S, "CLI-024"),
          Map.entry(ClientFault.BELIEVES_WITHOUT_PROOF, "CLI-031"),
          Map.entry(ClientFault.PADS_THE_KEY, "CLI-001"),
          Map.entry(ClientFault.SENDS_THE_KEY_FIRST, "CLI-001"),
          Map.entry(ClientFault.ENDS_THE_KEY_AT_A_ZERO, "CLI-001c"),
          Map.entry(ClientFault.KEEPS_THE_FIRST_KEY, "CLI-004"),
          Map.entry(ClientFault.FORGETS_THE_KEY, "CLI-028"),
          Map.entry(ClientFault.WANTS_PARAMETERS_FIRST, "CLI-015"),
          Map.entry(ClientFault.SWALLOWS_ERRORS, "CLI-001 CLI-014"),
          Map.entry(ClientFault.CANCELS_AT_ANY_ADDRESS, "CLI-008"),
          Map.entry(ClientFault.CANCELS_BY_A_SESSION, "CLI-009"),
          Map.entry(ClientFault.ENDS_WITH_AN_IDLE_CANCEL, "CLI-027"),
          Map.entry(ClientFault.KEEPS_AN_IDLE_CANCEL, "CLI-027"),
          Map.entry(ClientFault.ASKS_FOR_MORE_THAN_IT_MAY, "CLI-019 CLI-019b"),
          Map.entry(ClientFault.SHOWS_WHAT_CAME_IN_CLEAR, "CLI-021"),
          Map.entry(ClientFault.SHOWS_THE_ERROR_BEHIND_N, "CLI-034 CLI-034b"),
          Map.entry(ClientFault.TRIES_AGAIN_IN_CLEAR, "CLI-023"),
          Map.entry(ClientFault.NO_ALPN, "CLI-026"),
          Map.entry(ClientFault.BEGINS_WITH_TLS_WITHOUT_ALPN, "CLI-025"),
          Map.entry(ClientFault.BEGINS_WITH_TLS_THOUGH_IT_PREFERS, "CLI-025c"),
          Map.entry(ClientFault.IGNORES_WHAT_ALPN_SELECTS, "CLI-025b"),
          Map.entry(ClientFault.NO_CLOSE_NOTIFY, "CLI-033"),
          Map.entry(ClientFault.HANGS, "CLI-003"));

  private static List<Scenario> scenarios() throws Exception {
    Path checkout = Path.of(System.getProperty("basedir", ".")).resolve("../scenarios");
    return ScenarioLibrary.load(Role.CLIENT, checkout, List.of());
  }

  @TestFactory
  Stream<DynamicTest> aGoodClientPasses() throws Exception {
    return scenarios().stream()
        .map(
            scenario ->
                DynamicTest.dynamicTest(
                    scenario.id(), () -> passes(scenario, deviations(scenario, ClientFault.NONE))));
  }

  /** What nobody specifies is recorded, and is no deviation. */
  private static void passes(Scenario scenario, List<String> deviations) {
    boolean recorded = scenario.level() == Level.OBSERVE;
    assertEquals(
        List.of(),
        deviations.stream().filter(each -> !recorded || !each.startsWith("info")).toList());
  }

  /** Who cancels the task that awaits a query sees its end before the CancelRequest is sent. */
  @TestFactory
  Stream<DynamicTest> aClientWhoseCancelEndsTheQueryAtOncePasses() throws Exception {
    return scenarios().stream()
        .map(
            scenario ->
                DynamicTest.dynamicTest(
                    scenario.id(),
                    () ->
                        passes(
                            scenario,
                            deviations(scenario, ClientFault.NONE, AbandoningClient::new))));
  }

  @Test
  void aClientMayStartOverInClearOnANewConnection() throws Exception {
    Scenario prefer =
        scenarios().stream().filter(each -> each.id().equals("CLI-023b")).findAny().orElseThrow();
    assertEquals(List.of(), deviations(prefer, ClientFault.NONE, StartingOverClient::new));
  }

  @TestFactory
  Stream<DynamicTest> aFaultyClientIsFound() throws Exception {
    Map<String, Scenario> all =
        scenarios().stream().collect(Collectors.toMap(Scenario::id, each -> each));
    return FOUND.entrySet().stream()
        .flatMap(
            entry ->
                Stream.of(entry.getValue().split(" ", -1))
                    .map(
                        id ->
                            DynamicTest.dynamicTest(
                                id + " finds " + entry.getKey(),
                                () -> judged(all.get(id), entry.getKey()))));
  }

  @Test
  void whatNothingIsSeenOfIsNoPass() throws Exception {
    Scenario scenario =
        scenarios().stream().filter(each -> each.id().equals("CLI-008")).findFirst().orElseThrow();
    List<String> deviations = deviations(scenario, ClientFault.TRIES_ONE_ADDRESS);
    assertTrue(
        deviations.get(0).startsWith("unsupported ")
            && deviations.get(0).contains("the driver does not try another address"),
        deviations::toString);
  }

  @Test
  void eachScenarioFindsAFault() throws Exception {
    Set<String> finding =
        FOUND.values().stream()
            .flatMap(ids -> Stream.of(ids.split(" ", -1)))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        scenarios().stream().map(Scenario::id).collect(Collectors.toCollection(TreeSet::new)),
        finding);
    assertEquals(
        EnumSet.complementOf(EnumSet.of(ClientFault.NONE, ClientFault.TRIES_ONE_ADDRESS)),
        EnumSet.copyOf(FOUND.keySet()));
  }

  /** A fault is the client's, and nothing else stands in the way of seeing it. */
  private static void judged(Scenario scenario, ClientFault fault) {
    List<String> deviations = deviations(scenario, fault);
    if (BINDING.contains(scenario.level())) {
      assertTrue(
          deviations.stream()
              .anyMatch(each -> each.startsWith("fail") || each.startsWith("lenient")),
          deviations::toString);
    } else {
      assertNotEquals(deviations(scenario, ClientFault.NONE), deviations);
    }
  }

  /** The results that are not as required. */
  private static List<String> deviations(Scenario scenario, ClientFault fault) {
    return deviations(scenario, fault, () -> new ScriptedClient(fault));
  }

  private static List<String> deviations(
      Scenario scenario, ClientFault fault, ClientProgram.Lender lender) {
    Subject.Client client =
        new Subject.Client(
            new Subject.Facts(
                "scripted", Profile.PROTOCOL, Set.of(), Optional.empty(), Duration.ofSeconds(4)),
            lender,
            new ServerTls(TestCertificate.server()),
            Path.of("unused"));
    Exchange exchange = new Exchange(scenario, client);
    List<String> deviations = new ArrayList<>();
    for (Cases.Candidate candidate :
        Cases.plan(scenario, client.space(scenario.needs()), 1, TRIES).cases()) {
      CaseResult result = exchange.run(candidate.value());
      if (result.verdict() != Verdict.PASS) {
        deviations.add(
            result.verdict()
                + " "
                + candidate.value()
                + result.evidence().map(Evidence::sentence).orElse("")
                + result.says());
        if (fault != ClientFault.NONE) {
          break;
        }
      }
    }
    return deviations;
  }
}
