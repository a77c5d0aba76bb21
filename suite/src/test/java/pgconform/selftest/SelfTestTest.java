package pgconform.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import pgconform.run.Effort;
import pgconform.run.Options;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;

/** One fault of each kind of hook, against a real server. */
class SelfTestTest {
  private static final List<String> FAULTS =
      List.of(
          "key-absent",
          "negotiation-silent",
          "ssl-stuffed-octets-used",
          "wrong-secret-accepted",
          "direct-tls-without-alpn");

  private final Options options = Options.of(7, Effort.SMOKE, 4, false);

  private final SelfTest test = selfTest(options);

  private static SelfTest selfTest(Options options) {
    return new SelfTest(
        options, false, 1, Map.of(), Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
  }

  private static List<Scenario> scenarios(String... areas) throws Exception {
    return ScenarioLibrary.load(null, List.of()).stream()
        .filter(s -> List.of(areas).contains(s.area()))
        .filter(s -> !s.needs().contains(Capability.SHORT_AUTHENTICATION_TIMEOUT))
        .toList();
  }

  @Test
  void faultsAreCaughtByTheirArea() throws Exception {
    List<Fault> faults = Faults.all().stream().filter(f -> FAULTS.contains(f.name())).toList();
    List<Scenario> scenarios = scenarios("keydata", "version", "encryption", "cancel");
    List<String> told = new ArrayList<>();
    List<FaultTrial> attempts = test.attempt(faults, scenarios, a -> told.add(a.fault().name()));
    assertEquals(List.of(), new KillMatrix(attempts, scenarios, false).missed());
    assertEquals(FAULTS.size(), attempts.size());
    assertEquals(FAULTS.size(), told.size());
  }

  /** With time between the pieces it is certain; the simplest case has none. */
  @Test
  void whoeverHasCaughtNothingIsAskedAgainWithAllCases() throws Exception {
    List<FaultTrial> untried =
        Faults.all().stream()
            .filter(f -> List.of("cut-start-up-lost", "key-absent").contains(f.name()))
            .map(f -> new FaultTrial(f, List.of(), List.of(), 1, Optional.empty(), 1))
            .toList();
    List<Scenario> pieces =
        scenarios("framing").stream().filter(s -> s.id().equals("FRM-007b")).toList();
    Map<String, List<String>> caught = new TreeMap<>();
    for (FaultTrial attempt : selfTest(options.withTries(20)).again(untried, pieces)) {
      caught.put(
          attempt.fault().name(), attempt.caught().stream().map(r -> r.scenario().id()).toList());
    }
    assertEquals(Map.of("cut-start-up-lost", List.of("FRM-007b"), "key-absent", List.of()), caught);
  }

  @Test
  void withoutAFaultTheProxyChangesNoVerdict() throws Exception {
    List<List<String>> runs = new ArrayList<>();
    test.faithful(scenarios("keydata", "encryption", "framing", "termination"), 2, runs::add);
    assertEquals(List.of(List.of(), List.of()), runs);
  }
}
