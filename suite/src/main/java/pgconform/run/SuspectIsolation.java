package pgconform.run;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import pgconform.exchange.Subject;
import pgconform.exchange.TargetFailure;
import pgconform.exchange.TargetMonitor;
import pgconform.exchange.Verdict;
import pgconform.target.ProbedTarget;

/**
 * Runs requirements in parallel and monitors the target. If the target fails, the requirements that
 * were running are suspects. If pgconform may restart the target, it judges each suspect again,
 * alone, to find the one that causes the damage; otherwise it reports all of them as possible
 * causes. The remaining requirements are judged if the target comes back.
 */
final class SuspectIsolation implements AutoCloseable {
  /**
   * The time after the cause within which a target may go down, for example because it must first
   * notify its own server.
   */
  static final Duration AFTERMATH = Duration.ofMillis(500);

  /** The number of times that suspects are judged again until one of them harms the target. */
  private static final int ATTEMPTS = 3;

  /** Runs requirements on behalf of the guard. */
  interface Runs {
    /** Called when the first case of a requirement is about to run. */
    void started(RunPlan.Requirement requirement);

    /**
     * Returns the run of its cases.
     *
     * @param watch monitors the target in the meantime
     */
    ScenarioRun of(RunPlan.Requirement requirement, TargetMonitor watch);

    /** Takes a final result and returns it with the verdict of the gate. */
    Result finished(RunPlan.Requirement requirement, Result result);
  }

  private final ProbedTarget target;
  private final Runs runs;
  private final Interruption interruption;
  private final TargetMonitor watch;
  private final DamagedTarget damaged;
  private final List<Result> results = new ArrayList<>();

  /** Results that may be affected by, or may be the cause of, damage that was not yet detected. */
  private final List<Done> unsettled = new ArrayList<>();

  private Optional<TargetFailure> damage = Optional.empty();

  /**
   * A requirement that was judged.
   *
   * @param end the time at which it was judged, by {@link System#nanoTime()}
   */
  record Done(RunPlan.Requirement requirement, Result result, long end) {}

  /** Creates a guard of a target that works now. */
  SuspectIsolation(ProbedTarget target, Runs runs, Interruption interruption) {
    this.target = target;
    this.runs = runs;
    this.interruption = interruption;
    this.watch =
        target
            .judged()
            .reached()
            .map(server -> TargetMonitor.over(server, sits(server), target.death()).withPulse())
            .orElseGet(TargetMonitor::ofNobody);
    this.damaged = new DamagedTarget(target, watch, interruption);
  }

  /** Returns whether there is room for a session that no case uses. */
  private boolean sits(Subject.Server server) {
    return target.room() > 1 && server.room().idleIsFree();
  }

  /** Requirements that are judged by this number of threads. */
  record Queue(Deque<RunPlan.Requirement> waiting, int jobs) {
    static Queue of(Collection<RunPlan.Requirement> requirements, int jobs) {
      return new Queue(new ArrayDeque<>(requirements), jobs);
    }
  }

  /** Judges all requirements in the queues, which are served at the same time. */
  void judge(Queue... queues) throws InterruptedException {
    while (!interruption.asked() && !damaged.gone() && serve(queues)) {
      if (damage.isPresent()) {
        recover(damage.get());
      }
    }
    if (!damaged.gone()) {
      return;
    }
    for (Queue queue : queues) {
      queue.waiting.forEach(
          requirement -> {
            runs.started(requirement);
            settle(requirement, damaged.unreachable(requirement));
          });
      queue.waiting.clear();
    }
  }

  /** Returns the results so far. */
  List<Result> results() {
    return results;
  }

  /** Returns the monitor of the target. */
  TargetMonitor watch() {
    return watch;
  }

  /** Returns the target as it is after damage. */
  DamagedTarget damaged() {
    return damaged;
  }

  /**
   * Serves the queues until they are empty or the target is damaged; returns whether there was
   * work.
   */
  private boolean serve(Queue... queues) throws InterruptedException {
    List<Jobs> pools = new ArrayList<>();
    List<CompletableFuture<Boolean>> workers = new ArrayList<>();
    try {
      for (Queue queue : queues) {
        int threads = Math.min(queue.jobs, queue.waiting.size());
        if (threads > 0) {
          Jobs jobs = new Jobs(threads);
          pools.add(jobs);
          for (int i = 0; i < threads; i++) {
            workers.add(jobs.submit(() -> work(queue)));
          }
        }
      }
      for (CompletableFuture<Boolean> worker : workers) {
        if (interruption.orEnd(worker).isEmpty()) {
          return false;
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a requirement ended without a result", e.getCause());
    } finally {
      pools.forEach(Jobs::close);
    }
    if (!workers.isEmpty() && damage.isEmpty()) {
      damage = watch.look(System.nanoTime());
    }
    if (damage.isEmpty()) {
      settleUntil(System.nanoTime());
    }
    return !workers.isEmpty();
  }

  private boolean work(Queue queue) {
    for (Optional<RunPlan.Requirement> next = next(queue); next.isPresent(); next = next(queue)) {
      runs.started(next.get());
      long start = System.nanoTime();
      Result result = run(next.get(), false);
      long end = System.nanoTime();
      Optional<TargetFailure> seen = looked(result, start);
      synchronized (this) {
        unsettled.add(new Done(next.get(), result, end));
        damage = damage.isPresent() ? damage : seen;
        if (damage.isEmpty()) {
          settleUntil(watch.answered() - aftermath());
        }
        if (damage.isEmpty() && result.verdict() == Verdict.PASS) {
          // The target has admitted and answered the session.
          settleUntil(start - aftermath());
        }
      }
    }
    return true;
  }

  private Result run(RunPlan.Requirement requirement, boolean alone) {
    try {
      return runs.of(requirement, watch).run(alone);
    } catch (OutOfMemoryError e) {
      return error(requirement, "out of memory");
    } catch (UncheckedIOException e) {
      return error(requirement, e.getMessage());
    } catch (RuntimeException | Error e) {
      return error(requirement, "the suite failed: " + e);
    }
  }

  /**
   * Returns how long a requirement stays suspect; if suspects can be judged again, one too many
   * does no harm.
   */
  private long aftermath() {
    return target.mayBeHarmed() ? AFTERMATH.toNanos() : 0;
  }

  private synchronized Optional<RunPlan.Requirement> next(Queue queue) {
    return damage.isPresent() ? Optional.empty() : Optional.ofNullable(queue.waiting.poll());
  }

  /** Checks the target, and does so thoroughly after a failure or an undecided result. */
  private Optional<TargetFailure> looked(Result result, long start) {
    return switch (result.verdict()) {
      case FAIL, ERROR, BLOCKED, UNDECIDED -> watch.look(start);
      case PASS, INFO, LENIENT, UNSUPPORTED -> watch.glance();
    };
  }

  /**
   * Settles requirements that were judged before the target accepted a session: they have not
   * harmed it.
   */
  private void settleUntil(long well) {
    List<Done> settled = unsettled.stream().filter(each -> each.end - well < 0).toList();
    unsettled.removeAll(settled);
    settled.forEach(each -> settle(each.requirement, each.result));
  }

  private void settle(RunPlan.Requirement requirement, Result result) {
    results.add(runs.finished(requirement, result));
  }

  /**
   * Returns what may have damaged the target; requirements that did not run at all are excluded.
   */
  private List<Done> suspects() {
    List<Done> ran = new ArrayList<>();
    List<Done> others = new ArrayList<>();
    for (Done each : unsettled) {
      boolean idle =
          each.result.verdict() == Verdict.UNSUPPORTED && each.result.cases().count() == 0;
      (idle ? others : ran).add(each);
    }
    if (ran.isEmpty()) {
      return others;
    }
    others.forEach(each -> settle(each.requirement, each.result));
    return ran;
  }

  /** Finds the requirement that has damaged the target, and waits until the target recovers. */
  private void recover(TargetFailure seen) {
    List<Done> suspects = suspects();
    unsettled.clear();
    damage = Optional.empty();
    boolean back = damaged.back(requirements(suspects), seen);
    if (back && target.mayBeHarmed()) {
      if (!again(suspects)) {
        suspects.forEach(each -> settle(each.requirement, suspected(each, seen)));
      }
    } else {
      suspects.forEach(each -> settle(each.requirement, suspected(each, seen)));
    }
  }

  /**
   * Judges suspects again, one at a time; returns whether the result is conclusive: one of them
   * harms the target, or the run was asked to end. Damage that occurs only sometimes gets more
   * attempts, so that nothing else is suspected.
   */
  private boolean again(List<Done> suspects) {
    for (int i = 1; i < ATTEMPTS; i++) {
      if (once(suspects)) {
        return true;
      }
    }
    return once(suspects);
  }

  private boolean once(List<Done> suspects) {
    List<Done> acquitted = new ArrayList<>();
    boolean found = false;
    for (Done suspect : suspects) {
      if (interruption.asked()) {
        // The others count as not judged.
        break;
      } else if (damaged.gone()) {
        settle(suspect.requirement, damaged.unreachable(suspect.requirement));
        continue;
      }
      Result again = run(suspect.requirement, true);
      Result result = found ? again : lingering(suspect.requirement, again);
      if (result.harm().isPresent()) {
        found = true;
        settle(suspect.requirement, result);
        damaged.back(List.of(suspect.requirement), result.harm().get());
      } else {
        acquitted.add(new Done(suspect.requirement, result, 0));
      }
    }
    if (found) {
      acquitted.forEach(each -> settle(each.requirement, each.result));
    }
    return found || interruption.asked();
  }

  /** Returns the result of a requirement that was judged alone, including damage a moment later. */
  private Result lingering(RunPlan.Requirement requirement, Result result) {
    Optional<TargetFailure> later =
        result.harm().isPresent() ? Optional.empty() : watch.linger(AFTERMATH);
    return later.map(seen -> runs.of(requirement, watch).convicted(result, seen)).orElse(result);
  }

  private Result error(RunPlan.Requirement requirement, String why) {
    return Result.notRun(requirement.scenario(), target.judged().name(), Verdict.ERROR, why);
  }

  private static List<RunPlan.Requirement> requirements(List<Done> judged) {
    return judged.stream().map(each -> each.requirement).toList();
  }

  private Result suspected(Done suspect, TargetFailure seen) {
    return runs.of(suspect.requirement, watch).suspected(suspect.result, seen);
  }

  @Override
  public void close() {
    watch.close();
  }
}
