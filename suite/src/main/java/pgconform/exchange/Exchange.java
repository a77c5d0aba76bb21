package pgconform.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.scenario.Scenario;
import pgconform.scenario.Spelling;
import pgconform.scenario.Step;

/** Runs the cases of one scenario against one subject. */
public final class Exchange {
  private static final String WITHOUT_CANCEL =
      "this also happens without any CancelRequest, so no cancel is the cause: ";

  private final Scenario scenario;
  private final Subject subject;
  private final Judge judge;
  private final Sampling sampling;

  /**
   * Runs cases of this scenario with this subject.
   *
   * @throws IllegalArgumentException if the scenario is about subjects of another role
   */
  public Exchange(Scenario scenario, Subject subject) {
    this(scenario, subject, Sampling.USUAL);
  }

  /** Runs cases with another number of rounds for the races. */
  public Exchange(Scenario scenario, Subject subject, Sampling sampling) {
    if (scenario.role() != subject.role()) {
      throw new IllegalArgumentException(
          "%s is about a %s and cannot be run with %s, which is a %s"
              .formatted(
                  scenario.id(),
                  Spelling.written(scenario.role()),
                  subject.name(),
                  Spelling.written(subject.role())));
    }
    this.scenario = scenario;
    this.subject = subject;
    this.sampling = sampling;
    this.judge = new Judge(scenario, subject.profile(), subject.postgresql());
  }

  /** Runs one case to its verdict, in bounded time, whatever the server does. */
  public CaseResult run(Case values) {
    CaseResult result = run(values, true);
    if (!scenario.cancelsNothing() || result.evidence().isEmpty()) {
      return result;
    }
    CaseResult control = run(values, false);
    Evidence evidence = result.evidence().get();
    boolean alike = control.evidence().filter(evidence::isLike).isPresent();
    return alike
        ? result.blocked(
            SettingUp.last(SettingUp.upTo(scenario.steps(), evidence.place())), WITHOUT_CANCEL)
        : result;
  }

  /**
   * Runs one case.
   *
   * @param cancels whether CancelRequests are sent
   */
  private CaseResult run(Case values, boolean cancels) {
    if (subject instanceof Subject.Proxy proxy) {
      return run(transcript -> through(proxy, values, transcript, cancels));
    }
    try (Poller poller = new Poller()) {
      return run(transcript -> interpreter(values, poller, transcript, cancels));
    }
  }

  private CaseResult run(Function<Transcript, Steering> beginning) {
    long start = System.nanoTime();
    Transcript transcript = new Transcript();
    List<String> says = new ArrayList<>();
    Verdict verdict;
    Optional<Evidence> evidence = Optional.empty();
    Optional<SetUp> what = Optional.empty();
    Optional<Evidence> obstacle = Optional.empty();
    boolean excused = false;
    List<RaceCounts> races;
    try (Steering interpreter = beginning.apply(transcript)) {
      try {
        interpreter.run(scenario.steps());
        verdict = judge.satisfied();
      } catch (OutcomeReachedException decided) {
        verdict = decided.verdict;
        evidence = decided.evidence;
      } catch (RequirementFailedException broken) {
        Optional<Unjudged> excuse =
            new Excuses(scenario, subject)
                .unsupported(broken.evidence, transcript)
                .map(why -> new Unjudged(why, Verdict.UNSUPPORTED))
                .or(() -> excuse(interpreter, broken.evidence, start));
        excuse.map(Unjudged::why).ifPresent(says::add);
        if (excuse.isEmpty()) {
          judge.allowance().ifPresent(may -> says.add("a pooler may " + may));
        }
        excused = excuse.isPresent();
        evidence = excused ? Optional.empty() : Optional.of(broken.evidence);
        verdict = excuse.map(Unjudged::verdict).orElseGet(judge::broken);
      } catch (PreconditionFailedException blocked) {
        Optional<Unjudged> excuse = excuse(interpreter, blocked.evidence, start);
        says.add(excuse.map(Unjudged::why).orElseGet(blocked::getMessage));
        what = excuse.isPresent() ? Optional.empty() : Optional.of(blocked.what);
        obstacle = what.map(kind -> blocked.evidence);
        verdict = excuse.map(Unjudged::verdict).orElse(Verdict.BLOCKED);
      } catch (CannotJudgeException unable) {
        says.add(unable.getMessage());
        verdict = unable.verdict;
      } catch (CaseEnded | RuntimeException e) {
        says.add(e.getMessage() == null ? e.toString() : e.getMessage());
        verdict = Verdict.ERROR;
      }
      Optional<CancelRoute> route = interpreter.route();
      evidence = evidence.map(each -> each.routed(route));
      CaseRemarks remarks = interpreter.remarks;
      says.addAll(remarks.says());
      races = remarks.races();
      if (excused) {
        races = races.stream().map(RaceCounts::excused).toList();
      }
      // A remark on the way (lenient, info) counts unless the end is at least as severe.
      if (remarks.verdict().compareTo(verdict) > 0) {
        verdict = remarks.verdict();
        evidence = remarks.evidence();
      }
    }
    return new CaseResult(
        verdict,
        List.copyOf(says),
        evidence,
        what,
        obstacle,
        transcript,
        races,
        System.nanoTime() - start);
  }

  private Steering interpreter(Case values, Poller poller, Transcript transcript, boolean cancels) {
    if (subject instanceof Subject.Client client) {
      return new ClientInterpreter(client, judge, values, poller, transcript);
    }
    return new Interpreter(
        (Subject.Server) subject, judge, values, poller, transcript, cancels, sampling);
  }

  /** Begins a case with a proxy, whose events on both sides are recorded in one order. */
  private Steering through(
      Subject.Proxy proxy, Case values, Transcript transcript, boolean cancels) {
    proxy
        .backend()
        .enter(transcript, Step.all(scenario.steps()).anyMatch(ProxyInterpreter::seesCancels));
    return new ProxyInterpreter(proxy, judge, values, transcript, cancels);
  }

  /** Why a case was not judged, and with which verdict it ends. */
  private record Unjudged(String why, Verdict verdict) {}

  /** Returns why the event that came instead is not held against the peer; empty if it is. */
  private Optional<Unjudged> excuse(Steering interpreter, Evidence evidence, long start) {
    return new Excuses(scenario, subject)
        .room(evidence)
        .or(() -> interpreter.full(evidence))
        .map(why -> new Unjudged(why, Verdict.UNSUPPORTED))
        .or(
            () ->
                interpreter
                    .excuse(evidence, start)
                    .map(why -> new Unjudged(why, Verdict.UNDECIDED)));
  }
}
