package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The server behind a proxy, from one case to the next. */
class BackendTest {
  private static final int TIMES = 20_000;

  /** What a proxy sends just as the case ends is not held for ever. */
  @Test
  void nothingIsHeldBehindTheEndOfACase() throws Exception {
    ExecutorService proxy = Executors.newSingleThreadExecutor();
    CyclicBarrier together = new CyclicBarrier(2);
    try (Backend backend = Backend.start(Optional.empty())) {
      for (int time = 0; time < TIMES; time++) {
        backend.stall();
        Future<Boolean> held =
            proxy.submit(
                () -> {
                  together.await();
                  return backend.isHeld("discard all");
                });
        together.await();
        backend.leave();
        held.get();
        assertFalse(backend.isHeld("discard all"));
      }
    } finally {
      proxy.shutdownNow();
    }
  }
}
