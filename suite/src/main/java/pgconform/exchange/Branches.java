package pgconform.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import pgconform.link.Poller;
import pgconform.scenario.Step;
import pgconform.scenario.TogetherStep;

/** Runs the branches of a step at the same time, each in its own thread. */
final class Branches {
  private final Poller poller;
  private final CaseVariables scope;

  /** Runs the steps of one branch. */
  interface Body {
    /**
     * Runs the steps of a branch.
     *
     * @param index the index of the branch, from zero
     */
    void run(int index, List<Step> steps) throws CaseEnded;
  }

  Branches(Poller poller, CaseVariables scope) {
    this.poller = poller;
    this.scope = scope;
  }

  /**
   * Runs the branches and returns when all have ended. If several threw an exception, a broken
   * requirement takes precedence over a case that cannot be judged, and that over an outcome that
   * merely ends the case; of equals, the first in the order of the file is thrown.
   */
  void run(List<TogetherStep.Branch> branches, Body body) throws CaseEnded {
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    Throwable[] thrown = new Throwable[branches.size()];
    for (int i = 0; i < thrown.length; i++) {
      int index = i;
      TogetherStep.Branch branch = branches.get(i);
      long delay = scope.duration(branch.after()).toNanos();
      Thread thread =
          new Thread(
              () -> {
                try {
                  go.await();
                  poller.pause(delay);
                  body.run(index, branch.steps());
                } catch (Throwable e) {
                  thrown[index] = e;
                }
              },
              Thread.currentThread().getName() + "-branch-" + (i + 1));
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    go.countDown();
    join(threads);
    Optional<Throwable> gravest =
        Stream.of(thrown).filter(Objects::nonNull).min(Comparator.comparingInt(Branches::rank));
    if (gravest.isPresent()) {
      rethrow(gravest.get());
    }
  }

  private static int rank(Throwable thrown) {
    if (thrown instanceof Error) {
      return -2;
    } else if (thrown instanceof RequirementFailedException) {
      return -1;
    } else if (thrown instanceof OutcomeReachedException decided) {
      return decided.verdict == Verdict.FAIL ? -1 : Verdict.ERROR.compareTo(decided.verdict);
    }
    return 0;
  }

  /**
   * Waits for all threads. Every step in a branch has its own time limit, and ends at once when it
   * is interrupted.
   */
  private static void join(List<Thread> threads) throws CannotJudgeException {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          threads.forEach(Thread::interrupt);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new CannotJudgeException("interrupted");
    }
  }

  private static void rethrow(Throwable e) throws CaseEnded {
    if (e instanceof Error error) {
      throw error;
    } else if (e instanceof CaseEnded ended) {
      throw ended;
    } else if (e instanceof RuntimeException runtime) {
      throw runtime;
    }
    throw new CannotJudgeException(e.toString());
  }
}
