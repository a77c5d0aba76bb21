package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import pgconform.link.Address;
import pgconform.link.Connector;
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

  private static final int SERVERS = 3;

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
          Map.entry(PoolerFault.DROPS_CANCELED_SESSIONS, "PRX-023"),
          Map.entry(PoolerFault.CHANGES_ERRORS, "PRX-023"),
          Map.entry(PoolerFault.HANDS_OVER_BUSY_SESSIONS, "PRX-024"),
          Map.entry(PoolerFault.DIES_OF_AN_ANSWERED_CANCEL, "PRX-028"),
          Map.entry(PoolerFault.DIES_OF_A_LONE_READY, "PRX-028"),
          Map.entry(PoolerFault.HANDS_OVER_TRANSACTIONS, "PRX-030"),
          Map.entry(PoolerFault.FORGETS_PARAMETERS, "PRX-031"),
          Map.entry(PoolerFault.TAKES_ANY_VERSION, "PRX-007"),
          Map.entry(PoolerFault.CANCELS_WITHOUT_A_KEY, "PRX-012b"),
          Map.entry(PoolerFault.ANSWERS_FAILED_CANCELS, "PRX-016b"),
          Map.entry(PoolerFault.DIES_OF_IMPATIENT_CLIENTS, "PRX-028b"),
          Map.entry(PoolerFault.INVENTS_PARAMETERS, "PRX-022"),
          Map.entry(PoolerFault.NEEDS_KEYS, "PRX-012"));

  private static List<Scenario> scenarios() throws Exception {
    Path checkout = Path.of(System.getProperty("basedir", ".")).resolve("../scenarios");
    return ScenarioLibrary.load(Role.PROXY, checkout, List.of());
  }

  /** Results that are not as required, without those that come after the first of a fault. */
  private static List<String> deviations(Scenario scenario, Pooler.Mode mode, PoolerFault fault)
      throws Exception {
    List<String> deviations = new ArrayList<>();
    try (Backend backend = Backend.start(Optional.empty());
        Pooler pooler =
            Pooler.start(new Address.Tcp("127.0.0.1", backend.port()), SERVERS, mode, fault)) {
      Subject.Proxy proxy = new Subject.Proxy(front(pooler, backend), backend);
      Exchange exchange = new Exchange(scenario, proxy);
      for (Cases.Candidate candidate : Cases.plan(scenario, proxy.space(), 1, TRIES).cases()) {
        CaseResult result = exchange.run(candidate.value());
        if (result.verdict() != Verdict.PASS) {
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

  private static Subject.Server front(Pooler pooler, Backend backend) {
    Login login = new Login("app", "app", Optional.empty(), ProtocolVersion.V3_0, List.of());
    return new Subject.Server(
        new Subject.Facts(
            "pooler",
            Profile.POOLER,
            Set.of(Capability.ORDINARY_SESSION, Capability.KEY_DATA, Capability.HELD_QUERY),
            Optional.empty(),
            Duration.ofSeconds(Long.getLong("pgconform.patience.seconds", 4))),
        new Connector(pooler.address(), TestCertificate.client()),
        Map.of(Capability.DEFAULT_LOGIN, login),
        List.of(Transport.PLAIN),
        4,
        backend.dialect(),
        Optional.empty());
  }

  @TestFactory
  Stream<DynamicTest> aGoodPoolerPasses() throws Exception {
    List<Scenario> all = scenarios();
    return Stream.of(Pooler.Mode.values())
        .flatMap(
            mode ->
                all.stream()
                    .map(
                        scenario ->
                            DynamicTest.dynamicTest(
                                scenario.id() + " " + mode,
                                () ->
                                    assertEquals(
                                        List.of(), deviations(scenario, mode, PoolerFault.NONE)))));
  }

  @TestFactory
  Stream<DynamicTest> aFaultyPoolerIsFound() throws Exception {
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
  void eachScenarioFindsAFault() throws Exception {
    Set<String> finding =
        FOUND.values().stream()
            .flatMap(ids -> Stream.of(ids.split(" ", -1)))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        scenarios().stream().map(Scenario::id).collect(Collectors.toCollection(TreeSet::new)),
        finding);
    assertEquals(
        EnumSet.complementOf(EnumSet.of(PoolerFault.NONE)), EnumSet.copyOf(FOUND.keySet()));
  }

  /** A fault is the pooler's, and nothing else stands in the way of seeing it. */
  private static void judged(Scenario scenario, PoolerFault fault) throws Exception {
    List<String> deviations = new ArrayList<>();
    for (Pooler.Mode mode : Pooler.Mode.values()) {
      deviations.addAll(deviations(scenario, mode, fault));
    }
    assertTrue(
        deviations.stream().anyMatch(each -> each.startsWith("fail") || each.startsWith("lenient")),
        deviations::toString);
  }
}
