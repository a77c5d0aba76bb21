package pgconform.exchange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import pgconform.link.Poller;
import pgconform.scenario.Durations;
import pgconform.scenario.Expr;
import pgconform.scenario.Step;

/** Runs the branches of a step at the same time, each in a thread of its own. */
final class Branches {
  private final Poller poller;
  private final Scope scope;

  Branches(Poller poller, Scope scope) {
    this.poller = poller;
    this.scope = scope;
  }

  interface Body {
    void run(List<Step> steps) throws Broken, Unable, Interpreter.Decided, IOException;
  }

  /** Returns when all have ended; what the first of them (in the file's order) threw is thrown. */
  void run(Step.Together step, Body body) throws Broken, Unable, Interpreter.Decided, IOException {
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    Exception[] thrown = new Exception[step.branches().size()];
    for (int i = 0; i < thrown.length; i++) {
      int index = i;
      Step.Branch branch = step.branches().get(i);
      long delay = delay(branch.after());
      Thread thread =
          new Thread(
              () -> {
                try {
                  go.await();
                  poller.pause(delay);
                  body.run(branch.steps());
                } catch (Exception e) {
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
    for (Exception e : thrown) {
      rethrow(e);
    }
  }

  private long delay(Expr after) {
    Object value = scope.value(after);
    return value instanceof java.time.Duration d
        ? d.toNanos()
        : Durations.parse(Scope.text(value)).map(java.time.Duration::toNanos).orElse(0L);
  }

  private static void join(List<Thread> threads) throws Unable {
    try {
      for (Thread thread : threads) {
        // Every step in a branch has its own bound.
        thread.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
      throw new Unable("interrupted");
    }
  }

  private static void rethrow(Exception e) throws Broken, Unable, Interpreter.Decided, IOException {
    if (e instanceof Broken broken) {
      throw broken;
    } else if (e instanceof Unable unable) {
      throw unable;
    } else if (e instanceof Interpreter.Decided decided) {
      throw decided;
    } else if (e instanceof IOException io) {
      throw io;
    } else if (e instanceof RuntimeException runtime) {
      throw runtime;
    } else if (e != null) {
      throw new Unable(e.toString());
    }
  }
}
