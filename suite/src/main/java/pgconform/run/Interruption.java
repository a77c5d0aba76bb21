package pgconform.run;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import pgconform.exchange.Verdict;

/**
 * Asks a run to end early, for example when somebody presses Ctrl-C. The threads of the run then
 * stop waiting, and no later result counts.
 */
public final class Interruption {
  /** The message of a result that is missing because the run was interrupted. */
  public static final String MESSAGE = "the run was interrupted before this was judged";

  /**
   * Ctrl-C in a terminal also reaches servers that were started there. A failure this shortly
   * before this program is notified may be due to it.
   */
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private static final Set<Verdict> SOUND =
      EnumSet.of(Verdict.PASS, Verdict.INFO, Verdict.UNSUPPORTED, Verdict.UNDECIDED);

  private final CompletableFuture<Long> asked = new CompletableFuture<>();

  /** Asks the run to end; further calls have no effect. */
  public void ask() {
    asked.complete(System.nanoTime());
  }

  /** Returns whether the run was asked to end. */
  public boolean asked() {
    return asked.isDone();
  }

  /**
   * Returns whether the interruption may have caused a verdict.
   *
   * @param nanoTime the time of the verdict, before the run was asked to end
   */
  boolean mayHaveMade(Verdict verdict, long nanoTime) {
    return asked() && !SOUND.contains(verdict) && asked.join() - nanoTime < MOMENT.toNanos();
  }

  /**
   * Waits for work, but no longer once the run is asked to end.
   *
   * @return the result of the work; empty if the run was asked to end
   */
  <T> Optional<T> orEnd(CompletableFuture<T> work) throws InterruptedException, ExecutionException {
    CompletableFuture.anyOf(asked, work).get();
    return asked() ? Optional.empty() : Optional.of(work.get());
  }
}
