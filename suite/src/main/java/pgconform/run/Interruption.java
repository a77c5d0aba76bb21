package pgconform.run;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import pgconform.exchange.Verdict;

/**
 * Whether a run is to end before it is done, as when somebody presses Ctrl-C. Whoever works for the
 * run does not wait for anything any longer then, and no result that comes later counts.
 */
public final class Interruption {
  /** What a result says that is not there, since the run was interrupted. */
  public static final String MESSAGE = "the run was interrupted before this was judged";

  /**
   * Ctrl-C in a terminal also reaches servers that belong to it. What breaks so shortly before this
   * program learns of it may have been broken by it.
   */
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private static final Set<Verdict> SOUND =
      EnumSet.of(Verdict.PASS, Verdict.INFO, Verdict.UNSUPPORTED, Verdict.UNDECIDED);

  private final CompletableFuture<Long> asked = new CompletableFuture<>();

  /** Asks the run to end; has no effect the second time. */
  public void ask() {
    asked.complete(System.nanoTime());
  }

  /** Whether the run is to end. */
  public boolean asked() {
    return asked.isDone();
  }

  /**
   * Whether the interruption may have made a verdict.
   *
   * @param nanoTime when it was given, before the run was asked to end
   */
  boolean mayHaveMade(Verdict verdict, long nanoTime) {
    return asked() && !SOUND.contains(verdict) && asked.join() - nanoTime < MOMENT.toNanos();
  }

  /**
   * Waits for work, but not any longer once the run is to end.
   *
   * @return what came of it; empty if the run is to end
   */
  <T> Optional<T> orEnd(CompletableFuture<T> work) throws InterruptedException, ExecutionException {
    CompletableFuture.anyOf(asked, work).get();
    return asked() ? Optional.empty() : Optional.of(work.get());
  }
}
