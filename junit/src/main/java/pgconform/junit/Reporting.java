package pgconform.junit;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import pgconform.exchange.Verdict;
import pgconform.report.Finding;
import pgconform.run.Result;
import pgconform.run.RunListener;
import pgconform.run.RunPlan;

/**
 * Reports the findings of a run to the JUnit Platform. Requirements are judged concurrently, but
 * reported one after the other, in the order of the tree. The smallest case of a failure is known
 * only at the end of the run, and so is what explains a blocked requirement; such results, and
 * those behind them in the tree, are reported then.
 */
final class Reporting implements RunListener, AutoCloseable {
  private static final Set<Verdict> FINAL =
      EnumSet.of(
          Verdict.PASS, Verdict.INFO, Verdict.LENIENT, Verdict.UNSUPPORTED, Verdict.UNDECIDED);

  private final EngineExecutionListener listener;
  private final List<Requirement> order;
  private final long seed;
  private final Map<String, Outcome> outcomes = new HashMap<>();
  private int told;
  private Optional<TestDescriptor> open = Optional.empty();

  /**
   * Reports requirements.
   *
   * @param order the requirements in the order of the tree
   */
  Reporting(EngineExecutionListener listener, Set<Requirement> order, long seed) {
    this.listener = listener;
    this.order = List.copyOf(order);
    this.seed = seed;
  }

  @Override
  public void requirementFinished(RunPlan.Requirement requirement, Result result) {
    if (FINAL.contains(result.verdict()) && result.gate().green()) {
      outcomes.put(requirement.scenario().id(), Outcome.of(Finding.of(result, seed), List.of()));
      tell();
    }
  }

  /** Reports all that is left, and what was judged only to explain it. */
  void finish(ConformanceClass type, Map<Finding, List<String>> findings) {
    Map<String, Finding> explaining = new LinkedHashMap<>();
    findings.forEach(
        (finding, causes) -> {
          outcomes.putIfAbsent(finding.id(), Outcome.of(finding, causes));
          explaining.put(finding.id(), finding);
        });
    tell();
    order.forEach(requirement -> explaining.remove(requirement.id()));
    if (!explaining.isEmpty()) {
      Explaining container = new Explaining(type);
      type.addChild(container);
      listener.dynamicTestRegistered(container);
      listener.executionStarted(container);
      for (Finding finding : explaining.values()) {
        Requirement requirement = container.add(finding, type.type());
        listener.dynamicTestRegistered(requirement);
        tell(requirement, outcomes.get(finding.id()));
      }
      listener.executionFinished(container, TestExecutionResult.successful());
    }
  }

  private void tell() {
    while (told < order.size() && outcomes.containsKey(order.get(told).id())) {
      Requirement requirement = order.get(told);
      TestDescriptor area = requirement.getParent().orElseThrow();
      if (open.isEmpty()) {
        listener.executionStarted(area);
        open = Optional.of(area);
      }
      tell(requirement, outcomes.get(requirement.id()));
      told++;
      if (told == order.size() || !isIn(area, order.get(told))) {
        close();
      }
    }
  }

  /** Ends the area that is being reported, even if the run ends before its last requirement. */
  @Override
  public void close() {
    open.ifPresent(area -> listener.executionFinished(area, TestExecutionResult.successful()));
    open = Optional.empty();
  }

  private static boolean isIn(TestDescriptor area, Requirement requirement) {
    return requirement.getParent().filter(area::equals).isPresent();
  }

  private void tell(Requirement requirement, Outcome outcome) {
    if (outcome.skipped().isPresent()) {
      listener.executionSkipped(requirement, outcome.skipped().get());
      return;
    }
    listener.executionStarted(requirement);
    listener.reportingEntryPublished(requirement, ReportEntry.from(outcome.notes()));
    listener.executionFinished(requirement, outcome.result());
  }
}
