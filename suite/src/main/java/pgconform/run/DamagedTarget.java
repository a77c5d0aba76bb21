package pgconform.run;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pgconform.exchange.TargetFailure;
import pgconform.exchange.TargetMonitor;
import pgconform.exchange.Verdict;
import pgconform.target.ProbedTarget;

/**
 * A target that may have been damaged: waits until it can be used again, starts it again if that is
 * necessary and allowed, and says why requirements cannot be judged if it stays unusable.
 */
final class DamagedTarget {
  /** The time that a damaged target may take to recover, or to be started again. */
  private static final Duration RETURN = Duration.ofSeconds(10);

  private final ProbedTarget target;
  private final TargetMonitor watch;
  private final Interruption interruption;
  private Optional<Gone> gone = Optional.empty();

  /**
   * The message about requirements that cannot be judged because the target is gone.
   *
   * @param facts the facts that they share with the requirements during which the target went down
   */
  private record Gone(String why, Causes.Facts facts) {}

  /**
   * Creates the view of a target that works now.
   *
   * @param watch monitors the target
   */
  DamagedTarget(ProbedTarget target, TargetMonitor watch, Interruption interruption) {
    this.target = target;
    this.watch = watch;
    this.interruption = interruption;
  }

  /** Returns whether the target did not come back. */
  boolean gone() {
    return gone.isPresent();
  }

  /**
   * Waits for a damaged target, or starts it again if necessary; returns whether it can be used. A
   * run that was asked to end does not wait for it.
   *
   * @param suspects the requirements that were being judged
   */
  boolean back(List<RunPlan.Requirement> suspects, TargetFailure seen) {
    List<String> ids = suspects.stream().map(each -> each.scenario().id()).toList();
    String names = ids.stream().collect(Collectors.joining(", "));
    boolean back = back(names + (ids.size() == 1 ? " was judged" : " were judged"), seen);
    List<String> facts =
        ids.stream()
            .flatMap(id -> Stream.of(seen, seen.perhaps()).map(each -> CauseFacts.ofHarm(each, id)))
            .flatMap(each -> each.precise().stream())
            .distinct()
            .toList();
    gone = gone.map(known -> new Gone(known.why, new Causes.Facts(facts, List.of())));
    return back;
  }

  /**
   * Waits for a damaged target, or starts it again if necessary; returns whether it can be used. A
   * run that was asked to end does not wait for it.
   *
   * @param during what was running, as a clause
   */
  boolean back(String during, TargetFailure seen) {
    LocalTime when = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    // The sessions that hold queries have ended with it.
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

  /** Returns the result of a requirement that cannot be judged because the target is gone. */
  Result unreachable(RunPlan.Requirement requirement) {
    Gone since = gone.orElse(new Gone("the target has been unusable", Causes.Facts.NONE));
    return Result.notRun(requirement.scenario(), target.judged().name(), Verdict.ERROR, since.why)
        .obstructed(Optional.of(new Result.Obstacle(since.facts, true)));
  }
}
