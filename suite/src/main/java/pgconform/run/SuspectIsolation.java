package pgconform.run;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  /** How long a damaged target may take to come back, or to be started again. */
  private static final Duration RETURN = Duration.ofSeconds(10);

  /** How long after its cause a target may go down, such as when it has told its own server. */
  static final Duration AFTERMATH = Duration.ofMillis(500);

  /** How often suspects are judged again until one of them harms the target. */
  private static final int ATTEMPTS = 3;

  /** What the guard does not know of requirements. */
  interface Runs {
    /** The first case of a requirement is about to run. */
    void started(RunPlan.Requirement requirement);

    /**
     * Returns what runs its cases.
     *
     * @param watch looks after the target meanwhile
     */
    ScenarioRun of(RunPlan.Requirement requirement, TargetMonitor watch);

    /** A result is final; returns it as the gate sees it. */
    Result finished(RunPlan.Requirement requirement, Result result);
  }

  private final ProbedTarget target;
  private final Runs runs;
  private final Interruption interruption;
  private final TargetMonitor watch;
  private final List<Result> results = new ArrayList<>();

  /** Results that may be affected by, or may be the cause of, damage that was not yet detected. */
  private final List<Done> unsettled = new ArrayList<>();

  private Optional<TargetFailure> damage = Optional.empty();
  private Optional<Gone> gone = Optional.empty();

  /**
   * What is said of requirements that nobody is left to judge.
   *
   * @param facts what they have in common with those that the target went down with
   */
  private record Gone(String why, Causes.Facts facts) {}

  /**
   * A requirement that was judged.
   *
   * @param end the moment of {@link System#nanoTime()} when it was
   */
  record Done(RunPlan.Requirement requirement, Result result, long end) {}

  /** A guard of a target that is well now. */
  SuspectIsolation(ProbedTarget target, Runs runs, Interruption interruption) {
    this.target = target;
    this.runs = runs;
    this.interruption = interruption;
    this.watch =
        target
            .judged()
            .reached()
            .map(server -> TargetMonitor.over(server, sits(server), target.death()))
            .orElseGet(TargetMonitor::ofNobody);
  }

  /** Whether there is room for a session that nobody touches. */
  private boolean sits(Subject.Server server) {
    return target.room() > 1 && server.room().idleIsFree();
  }

  /** Requirements that are judged by so many threads. */
  record Queue(Deque<RunPlan.Requirement> waiting, int jobs) {
    static Queue of(Collection<RunPlan.Requirement> requirements, int jobs) {
      return new Queue(new ArrayDeque<>(requirements), jobs);
    }
  }

  /** Judges all that waits in the queues, which are served at the same time. */
  void judge(Queue... queues) throws InterruptedException {
    while (!interruption.asked() && gone.isEmpty() && serve(queues)) {
      if (damage.isPresent()) {
        recover(damage.get());
      }
    }
    if (gone.isEmpty()) {
      return;
    }
    for (Queue queue : queues) {
      queue.waiting.forEach(
          requirement -> {
            runs.started(requirement);
            settle(requirement, unreachable(requirement));
          });
      queue.waiting.clear();
    }
  }

  /** The results so far. */
  List<Result> results() {
    return results;
  }

  /** Who looks after the target. */
  TargetMonitor watch() {
    return watch;
  }

  /** Whether the target did not come back. */
  boolean gone() {
    return gone.isPresent();
  }

  /** Serves the queues until they are empty or the target is damaged; whether there was work. */
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
          // It was let in and answered.
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

  /** Where suspects are judged again, one too many does no harm. */
  private long aftermath() {
    return target.mayBeHarmed() ? AFTERMATH.toNanos() : 0;
  }

  private synchronized Optional<RunPlan.Requirement> next(Queue queue) {
    return damage.isPresent() ? Optional.empty() : Optional.ofNullable(queue.waiting.poll());
  }

  /** What fails, or cannot be told, is a reason to look closely. */
  private Optional<TargetFailure> looked(Result result, long start) {
    return switch (result.verdict()) {
      case FAIL, ERROR, BLOCKED, UNDECIDED -> watch.look(start);
      case PASS, INFO, LENIENT, UNSUPPORTED -> watch.glance();
    };
  }

  /** Requirements that were judged before the target accepted a session have not harmed it. */
  private void settleUntil(long well) {
    List<Done> settled = unsettled.stream().filter(each -> each.end - well < 0).toList();
    unsettled.removeAll(settled);
    settled.forEach(each -> settle(each.requirement, each.result));
  }

  private void settle(RunPlan.Requirement requirement, Result result) {
    results.add(runs.finished(requirement, result));
  }

  /** What may have damaged the target: what did not run at all has an alibi. */
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

  /** Finds out who has damaged the target, and has it come back. */
  private void recover(TargetFailure seen) {
    List<Done> suspects = suspects();
    unsettled.clear();
    damage = Optional.empty();
    boolean back = back(suspects, seen);
    if (back && target.mayBeHarmed()) {
      if (!again(suspects)) {
        suspects.forEach(each -> settle(each.requirement, suspected(each, seen)));
      }
    } else {
      suspects.forEach(each -> settle(each.requirement, suspected(each, seen)));
    }
  }

  /**
   * Judges suspects again, one at a time; whether it is known then what is to be said of them: one
   * harms the target, or the run is to end. What it takes luck to do gets more attempts, so that
   * nobody else is suspected.
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
        // The others have not been judged, as far as anybody can tell.
        break;
      } else if (gone.isPresent()) {
        settle(suspect.requirement, unreachable(suspect.requirement));
        continue;
      }
      Result again = run(suspect.requirement, true);
      Result result = found ? again : lingering(suspect.requirement, again);
      if (result.harm().isPresent()) {
        found = true;
        settle(suspect.requirement, result);
        back(List.of(suspect), result.harm().get());
      } else {
        acquitted.add(new Done(suspect.requirement, result, 0));
      }
    }
    if (found) {
      acquitted.forEach(each -> settle(each.requirement, each.result));
    }
    return found || interruption.asked();
  }

  /** The result of what was judged alone, and of what comes a moment later. */
  private Result lingering(RunPlan.Requirement requirement, Result result) {
    Optional<TargetFailure> later =
        result.harm().isPresent() ? Optional.empty() : watch.linger(AFTERMATH);
    return later.map(seen -> runs.of(requirement, watch).convicted(result, seen)).orElse(result);
  }

  /**
   * Whether the target can be used again, if need be after it was started again. A run that is to
   * end does not wait for it.
   */
  private boolean back(List<Done> suspects, TargetFailure seen) {
    boolean back = back(names(suspects), seen);
    List<String> facts =
        suspects.stream()
            .map(each -> each.requirement.scenario().id())
            .flatMap(id -> Stream.of(seen, seen.perhaps()).map(each -> CauseFacts.ofHarm(each, id)))
            .flatMap(each -> each.precise().stream())
            .distinct()
            .toList();
    gone = gone.map(known -> new Gone(known.why, new Causes.Facts(facts, List.of())));
    return back;
  }

  /**
   * Has a damaged target come back, if need be by starting it again; whether it can be used. A run
   * that is to end does not wait for it.
   *
   * @param during what was under way, as a clause
   */
  boolean back(String during, TargetFailure seen) {
    LocalTime when = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    // Sessions that hold queries have ended with it.
    target.judged().reached().ifPresent(server -> server.holdStrategy().close());
    if (seen.lasts()) {
      target.restart().ifPresent(Runnable::run);
    }
    Optional<TargetFailure> still = watch.awaitReturn(RETURN, interruption::asked);
    if (interruption.asked()) {
      return still.isEmpty();
    }
    gone =
        still.map(
            damage ->
                new Gone(
                    "the target has been unusable since %s, when %s: %s"
                        .formatted(when, during, damage.how()),
                    Causes.Facts.NONE));
    return gone.isEmpty();
  }

  private static String names(List<Done> suspects) {
    String ids =
        suspects.stream()
            .map(each -> each.requirement.scenario().id())
            .collect(Collectors.joining(", "));
    return suspects.size() == 1 ? ids + " was judged" : ids + " were judged";
  }

  private Result suspected(Done suspect, TargetFailure seen) {
    return runs.of(suspect.requirement, watch).suspected(suspect.result, seen);
  }

  private Result unreachable(RunPlan.Requirement requirement) {
    Gone since = gone.orElse(new Gone("the target has been unusable", Causes.Facts.NONE));
    return error(requirement, since.why)
        .obstructed(Optional.of(new Result.Obstacle(since.facts, true)));
  }

  private Result error(RunPlan.Requirement requirement, String why) {
    return Result.notRun(requirement.scenario(), target.judged().name(), Verdict.ERROR, why);
  }

  @Override
  public void close() {
    watch.close();
  }
}
