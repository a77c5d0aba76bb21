package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

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
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.ServerTls;
import pgconform.link.Transport;
import pgconform.pooler.Pooler;
import pgconform.pooler.PoolerFault;
import pgconform.property.Cases;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;
import pgconform.session.Login;
import pgconform.testing.TestCertificate;
import pgconform.wire.ProtocolVersion;

/** Each scenario about proxies passes with a good pooler, and faulty ones are found. */
class ProxyFaultsTest {
  private static final int TRIES = 8;

  /** How often a fault that shows in certain moments only is looked for. */
  private static final long MOST_SEEDS = 15;

  private static final int SERVERS = 3;
  private static final int MANY = 100;

  /** Which scenarios find which fault, among others. */
  private static final Map<PoolerFault, String> FOUND =
      Map.ofEntries(
          Map.entry(PoolerFault.GIVES_DEAD_KEYS, "PRX-001"),
          Map.entry(PoolerFault.CANCELS_THE_FIRST_BUSY, "PRX-003"),
          Map.entry(PoolerFault.PASSES_REQUESTS_ON, "PRX-003"),
          Map.entry(PoolerFault.DOES_NOT_WAIT, "PRX-005"),
          Map.entry(PoolerFault.PASSES_KEYS_ON, "PRX-009"),
          Map.entry(PoolerFault.CUTS_KEYS, "PRX-011 PRX-011b"),
          Map.entry(PoolerFault.TAKES_ONE_KEY_FOR_ALL, "PRX-002"),
          Map.entry(PoolerFault.CANCELS_LATE, "PRX-004"),
          Map.entry(PoolerFault.REUSES_WHILE_CANCELING, "PRX-004b"),
          Map.entry(PoolerFault.ANSWERS_UNKNOWN_KEYS, "PRX-016"),
          Map.entry(PoolerFault.QUEUES_CANCELS, "PRX-017"),
          Map.entry(PoolerFault.DROPS_CANCELED_SESSIONS, "PRX-003b PRX-023"),
          Map.entry(PoolerFault.ENDS_OTHER_SESSIONS, "PRX-003 PRX-003b"),
          Map.entry(PoolerFault.CANCELS_FOR_ANYBODY, "PRX-016c"),
          Map.entry(PoolerFault.CHANGES_ERRORS, "PRX-023 PRX-023b"),
          Map.entry(PoolerFault.HANDS_OVER_BUSY_SESSIONS, "PRX-024"),
          Map.entry(PoolerFault.DIES_OF_AN_ANSWERED_CANCEL, "PRX-028"),
          Map.entry(PoolerFault.DIES_OF_A_LONE_READY, "PRX-028"),
          Map.entry(PoolerFault.HANDS_OVER_TRANSACTIONS, "PRX-030"),
          Map.entry(PoolerFault.FORGETS_PARAMETERS, "PRX-031"),
          Map.entry(PoolerFault.TAKES_ANY_VERSION, "PRX-007 PRX-008"),
          Map.entry(PoolerFault.CANCELS_WITHOUT_A_KEY, "PRX-012b"),
          Map.entry(PoolerFault.ANSWERS_FAILED_CANCELS, "PRX-016b"),
          Map.entry(PoolerFault.DIES_OF_IMPATIENT_CLIENTS, "PRX-028b"),
          Map.entry(PoolerFault.INVENTS_PARAMETERS, "PRX-022"),
          Map.entry(PoolerFault.NEEDS_KEYS, "PRX-012"),
          Map.entry(PoolerFault.HANDS_OVER_COPIES, "PRX-030b"),
          Map.entry(PoolerFault.TAKES_THE_FIRST_VALUE, "PRX-006"),
          Map.entry(PoolerFault.READS_BEHIND_THE_LIST, "PRX-006b"),
          Map.entry(PoolerFault.USES_UP_KEYS, "PRX-010"),
          Map.entry(PoolerFault.CANCELS_FOR_WHO_WAITS, "PRX-018"),
          Map.entry(PoolerFault.LOSES_EVERY_OTHER_CANCEL, "PRX-019"),
          Map.entry(PoolerFault.ANSWERS_REQUESTS_TWICE, "PRX-020"),
          Map.entry(PoolerFault.IGNORES_GSS_REQUESTS, "PRX-020"),
          Map.entry(PoolerFault.REFUSES_WITHOUT_END, "PRX-020b"),
          Map.entry(PoolerFault.TAKES_WHAT_IS_BEHIND_REQUESTS, "PRX-020c"),
          Map.entry(PoolerFault.COUNTS_KEYS, "PRX-025"),
          Map.entry(PoolerFault.KEEPS_KEYS, "PRX-002b"),
          Map.entry(PoolerFault.CANCELS_AFTER_A_WHILE, "PRX-004c"),
          Map.entry(PoolerFault.SPARES_SESSIONS_LATE, "PRX-004c"),
          Map.entry(PoolerFault.CLOSES_WHEN_SENT, "PRX-005"),
          Map.entry(PoolerFault.LEAVES_CANCELS_OPEN, "PRX-016b"),
          Map.entry(PoolerFault.CANCELS_TWICE, "PRX-003"),
          Map.entry(PoolerFault.GIVES_EMPTY_KEYS, "PRX-012c"),
          Map.entry(PoolerFault.FORGETS_TRANSACTIONS, "PRX-022b"),
          Map.entry(PoolerFault.DROPS_REPORTS, "PRX-022c"),
          Map.entry(PoolerFault.LEAKS_PARAMETERS, "PRX-031"),
          Map.entry(PoolerFault.NEEDS_ONE_SEGMENT, "PRX-026"),
          Map.entry(PoolerFault.TAKES_THE_FIRST_MECHANISM, "PRX-027"),
          Map.entry(PoolerFault.CANCELS_ITS_OWN_STATEMENTS, "PRX-029"),
          Map.entry(PoolerFault.CANCELS_ITS_RESET, "PRX-029"),
          Map.entry(PoolerFault.CLOSES_WITHOUT_NOTIFY, "PRX-014"),
          Map.entry(PoolerFault.CANCELS_IN_CLEAR, "PRX-015"),
          Map.entry(PoolerFault.KEEPS_WHAT_WAS_IN_CLEAR, "PRX-021"),
          Map.entry(PoolerFault.IGNORES_CANCELS_OVER_TLS, "PRX-001 PRX-013"));

  /** All scenarios, or those whose ids have this regular expression, for a quick look at some. */
  private static final String ONLY = System.getProperty("pgconform.only", "PRX.*");

  private static List<Scenario> scenarios() throws Exception {
    Path checkout = Path.of(System.getProperty("basedir", ".")).resolve("../scenarios");
    return ScenarioLibrary.load(Role.PROXY, checkout, List.of());
  }

  /** Results that are not as required, without those that come after the first of a fault. */
  private static List<String> deviations(
      Scenario scenario, Pooler.Mode mode, PoolerFault fault, long seed) throws Exception {
    List<String> deviations = new ArrayList<>();
    ServerTls tls = new ServerTls(TestCertificate.server());
    try (Backend backend = Backend.start(Optional.of(tls));
        Pooler pooler =
            Pooler.start(
                new Address.Tcp("127.0.0.1", backend.port()),
                servers(scenario),
                mode,
                fault,
                tls,
                TestCertificate.client())) {
      Subject.Proxy proxy = new Subject.Proxy(front(pooler, backend), backend);
      Exchange exchange = new Exchange(scenario, proxy);
      for (Cases.Candidate candidate :
          Cases.plan(scenario, proxy.space(scenario.needs()), seed, TRIES).cases()) {
        CaseResult result = exchange.run(candidate.value());
        if (result.verdict() != Verdict.PASS && !isOfOtherModes(mode, result)) {
          deviations.add(
              "%s %s %s %s"
                  .formatted(
                      result.verdict(),
                      candidate.value(),
                      result.evidence().map(Evidence::sentence).orElse(""),
                      result.says()));
          if (fault != PoolerFault.NONE) {
            break;
          }
        }
      }
    }
    return deviations;
  }

  /** Many clients at the same time have a session each, where each keeps its own. */
  private static int servers(Scenario scenario) {
    return scenario.needs().contains(Capability.MANY_SESSIONS) ? MANY : SERVERS;
  }

  /**
   * Whether it is about transaction blocks, which there are none of in statement pooling, or about
   * statements of the pooler's own, which it sends between clients or when one leaves.
   */
  private static boolean isOfOtherModes(Pooler.Mode mode, CaseResult result) {
    String says = result.says().toString();
    return result.verdict() == Verdict.UNSUPPORTED
        && ((mode == Pooler.Mode.STATEMENT && says.contains("transaction blocks are not allowed"))
            || says.contains("no statement of its own"));
  }

  private static Subject.Server front(Pooler pooler, Backend backend) {
    Login login = new Login("app", "app", Optional.empty(), ProtocolVersion.V3_0, List.of());
    return new Subject.Server(
        new Subject.Facts(
            "pooler",
            Profile.POOLER,
            Set.of(
                Capability.ORDINARY_SESSION,
                Capability.KEY_DATA,
                Capability.HELD_QUERY,
                Capability.MANY_SESSIONS,
                Capability.PLAIN,
                Capability.TLS,
                Capability.TLS_HANDSHAKE,
                Capability.SERVER_PASSWORD,
                Capability.TLS_TO_THE_SERVER),
            Optional.empty(),
            Duration.ofSeconds(Long.getLong("pgconform.patience.seconds", 4))),
        new Connector(pooler.address(), TestCertificate.client()),
        Map.of(Capability.DEFAULT_LOGIN, login),
        List.of(Transport.PLAIN, Transport.TLS),
        4,
        backend.holdStrategy(),
        Optional.empty());
  }

  @TestFactory
  Stream<DynamicTest> aGoodPoolerPasses() throws Exception {
    List<Scenario> all = scenarios();
    return Stream.of(Pooler.Mode.values())
        .flatMap(
            mode ->
                all.stream()
                    .filter(scenario -> scenario.id().matches(ONLY))
                    .map(
                        scenario ->
                            DynamicTest.dynamicTest(
                                scenario.id() + " " + mode,
                                () ->
                                    assertEquals(
                                        List.of(),
                                        deviations(scenario, mode, PoolerFault.NONE, 1)))));
  }

  @TestFactory
  Stream<DynamicTest> aFaultyPoolerIsFound() throws Exception {
    Map<String, Scenario> all =
        scenarios().stream().collect(Collectors.toMap(Scenario::id, each -> each));
    return FOUND.entrySet().stream()
        .flatMap(
            entry ->
                Stream.of(entry.getValue().split(" ", -1))
                    .filter(id -> id.matches(ONLY))
                    .map(
                        id ->
                            DynamicTest.dynamicTest(
                                id + " finds " + entry.getKey(),
                                () -> judged(all.get(id), entry.getKey()))));
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
        // That a proxy hangs is seen by what watches over the target.
        EnumSet.complementOf(EnumSet.of(PoolerFault.NONE, PoolerFault.HANGS_AFTER_A_CANCEL)),
        EnumSet.copyOf(FOUND.keySet()));
  }

  /**
   * A fault is the pooler's, and nothing else stands in the way of seeing it. Some show only where
   * a cancel comes in a certain moment: these are looked for again, with other cases.
   */
  private static void judged(Scenario scenario, PoolerFault fault) throws Exception {
    List<String> deviations = new ArrayList<>();
    for (long seed = 1; seed <= MOST_SEEDS; seed++) {
      for (Pooler.Mode mode : List.of(Pooler.Mode.TRANSACTION, Pooler.Mode.SESSION)) {
        deviations.addAll(deviations(scenario, mode, fault, seed));
        if (deviations.stream().anyMatch(ProxyFaultsTest::isFound)) {
          return;
        }
      }
    }
    fail("%s is not found by %s: %s".formatted(fault, scenario.id(), deviations));
  }

  /** The evidence of the first case that fails. */
  private static Evidence failure(String id, PoolerFault fault) throws Exception {
    Scenario scenario =
        scenarios().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    try (Backend backend = Backend.start(Optional.empty());
        Pooler pooler =
            Pooler.start(
                new Address.Tcp("127.0.0.1", backend.port()),
                SERVERS,
                Pooler.Mode.TRANSACTION,
                fault)) {
      Subject.Proxy proxy = new Subject.Proxy(front(pooler, backend), backend);
      Exchange exchange = new Exchange(scenario, proxy);
      for (Cases.Candidate candidate :
          Cases.plan(scenario, proxy.space(scenario.needs()), 1, TRIES).cases()) {
        CaseResult result = exchange.run(candidate.value());
        if (result.verdict() == Verdict.FAIL) {
          return result.evidence().orElseThrow();
        }
      }
      return fail("%s passes with %s".formatted(id, fault));
    }
  }

  @Test
  void itIsKnownWhatBecameOfCancels() throws Exception {
    Optional<CancelRoute> lost = Optional.of(CancelRoute.LOST);
    Optional<CancelRoute> astray = Optional.of(CancelRoute.ASTRAY);
    assertEquals(lost, failure("PRX-001", PoolerFault.GIVES_DEAD_KEYS).route());
    assertEquals(lost, failure("PRX-003", PoolerFault.GIVES_DEAD_KEYS).route());
    assertEquals(astray, failure("PRX-003", PoolerFault.CANCELS_THE_FIRST_BUSY).route());
    assertEquals(astray, failure("PRX-001", PoolerFault.PASSES_REQUESTS_ON).route());
    assertEquals(astray, failure("PRX-016c", PoolerFault.CANCELS_FOR_ANYBODY).route());
    // It was for the right session, but too late.
    assertEquals(Optional.empty(), failure("PRX-004", PoolerFault.CANCELS_LATE).route());
    assertEquals(Optional.empty(), failure("PRX-003b", PoolerFault.ENDS_OTHER_SESSIONS).route());
  }

  private static boolean isFound(String deviation) {
    return deviation.startsWith("fail") || deviation.startsWith("lenient");
  }
}
