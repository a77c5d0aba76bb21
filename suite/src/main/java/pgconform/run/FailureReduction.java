package pgconform.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import pgconform.exchange.TargetFailure;
import pgconform.exchange.TargetMonitor;
import pgconform.exchange.Verdict;
import pgconform.target.ProbedTarget;

/**
 * Finds the simplest case of each cause, for several causes at the same time. A target that is
 * damaged in the process is started again, and the interrupted searches are repeated, one cause at
 * a time, which shows the cause of the damage that was not found while the requirements were
 * judged.
 */
final class FailureReduction {
  private final ProbedTarget target;
  private final SuspectIsolation guard;
  private final Map<String, ScenarioRun> runs;
  private final RunContext context;
  private final int jobs;
  private final Map<String, Result> results = new ConcurrentHashMap<>();
  private final Queue<Suspect> suspects = new ConcurrentLinkedQueue<>();

  /**
   * The causes that were examined, with the time at which that ended: the target may go down a
   * little later.
   */
  private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();

  private record Ended(Causes.Group group, long at) {}

  /** A cause that was being examined when the target was damaged. */
  private record Suspect(Causes.Group group, TargetFailure seen) {}

  /**
   * Creates a search.
   *
   * @param runs the runs that judged the requirements, by their ids
   */
  FailureReduction(
      ProbedTarget target,
      SuspectIsolation guard,
      Map<String, ScenarioRun> runs,
      RunContext context,
      int jobs) {
    this.target = target;
    this.guard = guard;
    this.runs = runs;
    this.context = context;
    this.jobs = jobs;
  }

  /**
   * Returns the results with the simplest cases; only one requirement of each cause is examined.
   */
  List<Result> reduced(List<Result> judged) throws InterruptedException {
    judged.forEach(result -> results.put(result.scenario().id(), result));
    Queue<Causes.Group> waiting = new ConcurrentLinkedQueue<>(Causes.of(failures(judged)));
    while (!waiting.isEmpty() && !guard.damaged().gone() && !context.interruption().asked()) {
      together(waiting);
      if (!suspects.isEmpty()) {
        recover();
      }
    }
    return judged.stream().map(result -> results.get(result.scenario().id())).toList();
  }

  private void together(Queue<Causes.Group> waiting) throws InterruptedException {
    List<CompletableFuture<Boolean>> workers = new ArrayList<>();
    try (Jobs busy = new Jobs(jobs)) {
      for (int i = 0; i < Math.min(jobs, waiting.size()); i++) {
        workers.add(busy.submit(() -> work(waiting)));
      }
      for (CompletableFuture<Boolean> worker : workers) {
        context.interruption().orEnd(worker);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a case cannot be shrunk", e.getCause());
    }
  }

  private boolean work(Queue<Causes.Group> waiting) {
    for (Causes.Group next = waiting.poll(); next != null; next = waiting.poll()) {
      long begun = System.nanoTime();
      Map<String, Result> found = reduced(next, Optional.empty());
      Optional<TargetFailure> damage = guard.watch().look(begun);
      if (damage.isPresent()) {
        suspects.add(new Suspect(next, damage.get()));
        return false;
      }
      results.putAll(found);
      ended.add(new Ended(next, System.nanoTime()));
    }
    return true;
  }

  /** Also suspects the causes whose examination has just ended, if they can be examined again. */
  private void suspectTheLast() {
    long since =
        System.nanoTime()
            - SuspectIsolation.AFTERMATH.toNanos()
            - SuspectIsolation.AFTERMATH.toNanos();
    if (target.mayBeHarmed() && !suspects.isEmpty()) {
      TargetFailure seen = suspects.element().seen;
      ended.stream()
          .filter(each -> each.at - since > 0)
          .forEach(each -> suspects.add(new Suspect(each.group, seen)));
    }
    ended.clear();
  }

  /** Returns the results that change when one cause is examined. */
  private Map<String, Result> reduced(Causes.Group group, Optional<TargetMonitor> alone) {
    Map<String, Result> found = new ConcurrentHashMap<>();
    List<Causes.Entry> all = new ArrayList<>(List.of(group.first()));
    all.addAll(group.others());
    for (Causes.Entry each : all) {
      Result result = runs.get(each.id()).shrunk(results.get(each.id()), alone);
      found.put(each.id(), result);
      // An answer that only came late is not a failure: another one has to show the cause.
      if (result.verdict() != Verdict.UNDECIDED || result.harm().isPresent()) {
        break;
      }
    }
    return found;
  }

  private void recover() {
    List<Suspect> underWay = List.copyOf(suspects);
    suspectTheLast();
    List<Suspect> all = List.copyOf(suspects);
    suspects.clear();
    String during =
        "cases of %s were repeated"
            .formatted(
                all.stream().map(s -> s.group.first().id()).collect(Collectors.joining(", ")));
    boolean back = guard.damaged().back(during, all.get(0).seen);
    if (!back || !target.mayBeHarmed() || !again(all)) {
      underWay.forEach(this::accuse);
    }
  }

  /**
   * Examines the causes again, one at a time; returns whether one of them harms the target, or the
   * run should end.
   */
  private boolean again(List<Suspect> all) {
    boolean culprit = false;
    for (Suspect each : all) {
      if (guard.damaged().gone() || context.interruption().asked()) {
        return true;
      }
      Map<String, Result> found = reduced(each.group, Optional.of(guard.watch()));
      String id = each.group.first().id();
      if (found.values().stream().allMatch(result -> result.harm().isEmpty())) {
        guard
            .watch()
            .linger(SuspectIsolation.AFTERMATH)
            .ifPresent(seen -> found.put(id, runs.get(id).convicted(results.get(id), seen)));
      }
      results.putAll(found);
      for (Map.Entry<String, Result> one : found.entrySet()) {
        Optional<TargetFailure> harm = one.getValue().harm();
        if (harm.isPresent()) {
          culprit = true;
          guard.damaged().back("cases of %s were repeated".formatted(one.getKey()), harm.get());
        }
      }
    }
    return culprit;
  }

  private void accuse(Suspect suspect) {
    String id = suspect.group.first().id();
    results.computeIfPresent(id, (key, result) -> runs.get(id).suspected(result, suspect.seen));
  }

  private static List<Causes.Entry> failures(List<Result> results) {
    return results.stream()
        .filter(result -> result.failure().isPresent())
        .map(
            result ->
                new Causes.Entry(
                    result.scenario().id(),
                    result.scenario().area(),
                    result.scenario().level(),
                    result.verdict() == Verdict.FAIL,
                    result.failure().orElseThrow().facts(),
                    result.failure().orElseThrow().aptness()))
        .collect(Collectors.toList());
  }
}
