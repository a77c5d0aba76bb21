package pgconform.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

class ConformanceEngineTest {
  private static final String CARELESS = "[engine:pgconform]/[class:" + name("Careless") + "]";

  private static String name(String type) {
    return Judged.class.getName() + "$" + type;
  }

  private static EngineExecutionResults run(Class<?> type, String... parameters) {
    return run(selectClass(type), parameters);
  }

  private static EngineExecutionResults run(DiscoverySelector selector, String... parameters) {
    EngineTestKit.Builder kit = EngineTestKit.engine(ConformanceEngine.ID).selectors(selector);
    for (int i = 0; i < parameters.length; i += 2) {
      kit.configurationParameter(parameters[i], parameters[i + 1]);
    }
    return kit.execute();
  }

  /** What came of each test, by its id. */
  private static Map<String, String> outcomes(EngineExecutionResults results) {
    Map<String, String> outcomes = new TreeMap<>();
    for (Event event : results.testEvents().list()) {
      String id = event.getTestDescriptor().getUniqueId().getLastSegment().getValue();
      if (event.getType() == EventType.SKIPPED) {
        outcomes.put(id, "SKIPPED");
      } else if (event.getType() == EventType.FINISHED) {
        outcomes.put(
            id, event.getRequiredPayload(TestExecutionResult.class).getStatus().toString());
      }
    }
    return outcomes;
  }

  private static Throwable thrown(EngineExecutionResults results, String id) {
    return results.allEvents().finished().list().stream()
        .filter(e -> e.getTestDescriptor().getUniqueId().getLastSegment().getValue().equals(id))
        .flatMap(e -> e.getRequiredPayload(TestExecutionResult.class).getThrowable().stream())
        .findFirst()
        .orElseThrow();
  }

  private static String failureOfClass(String type) throws ClassNotFoundException {
    return thrown(run(Class.forName(name(type))), name(type)).getMessage();
  }

  @Test
  void requirementsAreNamedTestsOfTheClassByAreaWithTags() {
    TestDescriptor engine = discovered(Judged.Careless.class);
    TestDescriptor cancel =
        engine
            .findByUniqueId(UniqueId.parse(CARELESS + "/[area:cancel]/[requirement:CAN-006]"))
            .map(TestDescriptor.class::cast)
            .orElseThrow();
    assertEquals(
        "CAN-006 A CancelRequest with a wrong secret key cancels nothing", cancel.getDisplayName());
    assertEquals(Set.of(TestTag.create("cancel"), TestTag.create("must")), cancel.getTags());
    assertEquals(
        Judged.Careless.class,
        assertInstanceOf(ClassSource.class, cancel.getSource().orElseThrow()).getJavaClass());
    assertTrue(cancel.isTest());
  }

  private static TestDescriptor discovered(Class<?> type) {
    return new ConformanceEngine()
        .discover(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(type)).build(),
            UniqueId.forEngine(ConformanceEngine.ID));
  }

  @Test
  void otherClassesAreLeftAlone() {
    assertTrue(discovered(Judged.Ordinary.class).getChildren().isEmpty());
  }

  @Test
  void eachKindOfVerdictHasItsOutcome() {
    Judged.Careless.closed = 0;
    EngineExecutionResults results = run(Judged.Careless.class);
    assertEquals(
        Map.of(
            "BKD-001", "SUCCESSFUL",
            "CAN-002", "SUCCESSFUL",
            "CAN-006", "FAILED",
            "ENC-015", "SKIPPED",
            "STA-001", "SUCCESSFUL"),
        outcomes(results));
    Throwable broken = thrown(results, "CAN-006");
    assertInstanceOf(AssertionError.class, broken);
    assertTrue(broken.getMessage().contains("CancelRequest(processId="), broken.getMessage());
    assertTrue(
        broken.getMessage().contains("-Dpgconform.junit.scenario=CAN-006 -Dpgconform.junit.seed=7"),
        broken.getMessage());
    String reason = results.testEvents().skipped().list().get(0).getRequiredPayload(String.class);
    assertTrue(reason.startsWith("unsupported: "), reason);
    assertTrue(reason.contains("tls"), reason);
    assertEquals(1, Judged.Careless.closed);
  }

  @Test
  void aKnownDeviationIsAborted() {
    EngineExecutionResults results = run(Judged.Known.class);
    assertEquals(Map.of("CAN-002", "SUCCESSFUL", "CAN-006", "ABORTED"), outcomes(results));
    assertTrue(thrown(results, "CAN-006").getMessage().contains("the secret key is not looked at"));
  }

  @Test
  void anExpectationThatIsNotMetFails() {
    EngineExecutionResults results = run(Judged.Stale.class);
    assertEquals(Map.of("CAN-006", "FAILED"), outcomes(results));
    assertTrue(thrown(results, "CAN-006").getMessage().startsWith("this passes now"));
    assertTrue(
        thrown(results, name("Stale")).getMessage().contains("no requirement matches 'CAN-999'"));
  }

  @Test
  void whatBlocksAnotherIsJudgedAndToldOf() {
    EngineExecutionResults results = run(Judged.Talkative.class);
    Map<String, String> outcomes = outcomes(results);
    assertEquals("SKIPPED", outcomes.get("CER-001"));
    assertEquals("FAILED", outcomes.get("CAN-001"));
    assertTrue(
        results.allEvents().dynamicallyRegistered().list().stream()
            .anyMatch(e -> e.getTestDescriptor().getDisplayName().startsWith("CAN-001 ")));
  }

  @Test
  void eventsComeInTheOrderOfTheTree() {
    EngineExecutionResults results = run(Judged.Many.class);
    TestDescriptor tree = discovered(Judged.Many.class);
    List<String> expected =
        tree.getDescendants().stream()
            .filter(TestDescriptor::isTest)
            .map(each -> each.getUniqueId().toString())
            .toList();
    assertTrue(expected.size() > 10, expected.toString());
    List<Event> events = results.allEvents().list();
    assertEquals(
        expected,
        events.stream()
            .filter(e -> e.getTestDescriptor().isTest())
            .filter(e -> e.getType() == EventType.FINISHED || e.getType() == EventType.SKIPPED)
            .map(e -> e.getTestDescriptor().getUniqueId().toString())
            .toList());
    int open = 0;
    for (Event event : events) {
      if (event.getType() == EventType.STARTED) {
        open++;
      } else if (event.getType() == EventType.FINISHED) {
        open--;
      }
      // The engine, the class, an area and one requirement.
      assertTrue(open <= 4, events.toString());
    }
    assertEquals(0, open);
  }

  @Test
  void aParameterSelectsOneRequirement() {
    assertEquals(
        Map.of("STA-001", "SUCCESSFUL"),
        outcomes(run(Judged.Careless.class, Settings.SCENARIO, "STA-001")));
  }

  @Test
  void aParameterSelectsOneCase() {
    Throwable broken =
        thrown(
            run(
                Judged.Careless.class,
                Settings.SCENARIO,
                "CAN-006",
                Settings.CASE,
                "session=plain, request=plain, key=flip(0)"),
            "CAN-006");
    assertTrue(
        broken.getMessage().contains("case       session=plain, request=plain, key=flip(0)"),
        broken.getMessage());
  }

  @Test
  void aUniqueIdSelectsOneRequirement() {
    assertEquals(
        Map.of("BKD-001", "SUCCESSFUL"),
        outcomes(run(selectUniqueId(CARELESS + "/[area:keydata]/[requirement:BKD-001]"))));
  }

  @Test
  void whatIsWrongIsSaidOfTheClass() throws ClassNotFoundException {
    assertTrue(failureOfClass("Unreachable").startsWith("the target cannot be tested: "));
    assertTrue(failureOfClass("Homeless").contains("names no target: add a static method"));
    assertEquals("no room for a server", failureOfClass("Broken"));
    assertEquals(
        "profile: there is no 'postgresq'; did you mean 'postgresql'?", failureOfClass("Mistyped"));
    assertTrue(failureOfClass("Nothing").contains("CAN-999 matches no scenario"));
  }

  @Test
  void aServerThatARequirementHasBroughtDownIsStartedAgain() {
    Judged.Fragile.restarted = 0;
    EngineExecutionResults results = run(Judged.Fragile.class);
    assertEquals(
        Map.of(
            "BKD-001", "SUCCESSFUL",
            "CAN-002", "SUCCESSFUL",
            "CAN-009", "FAILED",
            "CAN-006", "SUCCESSFUL"),
        outcomes(results));
    assertTrue(Judged.Fragile.restarted > 0, "restarted: " + Judged.Fragile.restarted);
    Throwable broken = thrown(results, "CAN-009");
    assertInstanceOf(AssertionError.class, broken);
    assertTrue(broken.getMessage().contains("it accepts no more connections"), broken.getMessage());
  }

  @Test
  void whatFailsToStartAgainFailsTheClass() {
    EngineExecutionResults results = run(Judged.Mortal.class);
    assertEquals("FAILED", outcomes(results).get("CAN-009"));
    String message = thrown(results, name("Mortal")).getMessage();
    assertTrue(
        message.contains("the server could not be started again")
            && message.contains("no room for another server"),
        message);
  }
}
