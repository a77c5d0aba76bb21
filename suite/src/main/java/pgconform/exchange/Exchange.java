package pgconform.exchange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.scenario.Scenario;

/** Runs cases of one scenario against one server. */
public final class Exchange {
  private final Scenario scenario;
  private final Subject subject;
  private final Judge judge;

  /** Cases of this scenario against this server. */
  public Exchange(Scenario scenario, Subject subject) {
    this.scenario = scenario;
    this.subject = subject;
    this.judge = new Judge(scenario, subject.profile(), subject.postgresql());
  }

  /** Runs one case to its verdict; whatever the server does, it comes back in bounded time. */
  public CaseResult run(Case values) {
    long start = System.nanoTime();
    Transcript transcript = new Transcript();
    List<String> says = new ArrayList<>();
    Verdict verdict;
    Optional<Evidence> evidence = Optional.empty();
    try (Poller poller = new Poller();
        Interpreter interpreter = new Interpreter(subject, judge, values, poller, transcript)) {
      try {
        interpreter.run(scenario.steps());
        verdict = judge.satisfied();
      } catch (Decided decided) {
        verdict = decided.verdict;
        evidence = decided.evidence;
      } catch (Broken broken) {
        evidence = Optional.of(broken.evidence);
        verdict = judge.broken();
      } catch (Unable unable) {
        says.add(unable.getMessage());
        verdict = Verdict.ERROR;
      } catch (IOException | RuntimeException e) {
        says.add(e.getMessage() == null ? e.toString() : e.getMessage());
        verdict = Verdict.ERROR;
      }
      Remarks remarks = interpreter.remarks();
      says.addAll(remarks.says());
      // A remark on the way (lenient, info) counts unless the end is as grave.
      if (remarks.verdict().compareTo(verdict) > 0) {
        verdict = remarks.verdict();
        evidence = remarks.evidence();
      }
    }
    return new CaseResult(
        verdict, List.copyOf(says), evidence, transcript, System.nanoTime() - start);
  }
}
