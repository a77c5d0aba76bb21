package pgconform.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.testing.Peer;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.Bytes;
import pgconform.wire.ParameterStatus;

/** Several threads that wait for links of one poller. */
class PollerTest {
  /** Answers each octet by a message with it. */
  private static final Script ECHO =
      peer -> {
        for (int octet = peer.take(); octet >= 0; octet = peer.take()) {
          peer.send(new ParameterStatus("echo", Integer.toString(octet)));
        }
      };

  private static void converse(Link link, int rounds) {
    for (int i = 0; i < rounds; i++) {
      LinkTesting.send(link, Bytes.of((byte) (i % 100)));
      assertEquals(
          new ParameterStatus("echo", Integer.toString(i % 100)), LinkTesting.message(link));
    }
  }

  private static void inParallel(int threads, ThrowingBody body) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(
            executor.submit(
                () -> {
                  body.run();
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        future.get(60, TimeUnit.SECONDS);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private interface ThrowingBody {
    void run() throws Exception;
  }

  @Test
  void eachThreadHasALinkOfItsOwn() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(ECHO);
        Poller poller = new Poller()) {
      inParallel(
          8,
          () -> {
            try (Link link = LinkTesting.connect(poller, server)) {
              converse(link, 200);
            }
          });
    }
  }

  @Test
  void linksComeAndGoWhileOthersWait() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(ECHO);
        Poller poller = new Poller()) {
      inParallel(
          6,
          () -> {
            for (int i = 0; i < 40; i++) {
              try (Link link = LinkTesting.connect(poller, server)) {
                converse(link, 2);
                if (i % 2 == 0) {
                  link.reset();
                }
              }
            }
          });
    }
  }

  @Test
  void unixSocketsThatConnectAtOnceWhileAnotherThreadReads(@TempDir Path folder) throws Exception {
    try (ScriptedServer silent = ScriptedServer.start(Peer::awaitEnd);
        ScriptedServer server = ScriptedServer.start(folder.resolve("socket"), ECHO);
        Poller poller = new Poller()) {
      Link quiet = LinkTesting.connect(poller, silent);
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Boolean> reader =
          LinkTesting.aside(() -> poller.await(done::get, LinkTesting.soon()));
      for (int i = 0; i < 300; i++) {
        try (Link link = LinkTesting.connect(poller, server)) {
          converse(link, 1);
        }
      }
      done.set(true);
      quiet.reset();
      assertTrue(LinkTesting.of(reader));
    }
  }

  @Test
  void oneReadsForAll() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(ECHO);
        Poller poller = new Poller();
        Link a = LinkTesting.connect(poller, server);
        Link b = LinkTesting.connect(poller, server)) {
      CompletableFuture<Event> forA = LinkTesting.aside(() -> LinkTesting.next(a));
      CompletableFuture<Event> forB = LinkTesting.aside(() -> LinkTesting.next(b));
      LinkTesting.send(b, Bytes.of((byte) 2));
      assertInstanceOf(Event.Received.class, LinkTesting.of(forB));
      assertFalse(forA.isDone());
      LinkTesting.send(a, Bytes.of((byte) 1));
      assertInstanceOf(Event.Received.class, LinkTesting.of(forA));
    }
  }

  @Test
  void severalThreadsOnOneLinkGetEachEventOnce() throws Exception {
    int each = 50;
    try (ScriptedServer server = ScriptedServer.start(ECHO);
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      List<Bytes> octets = new ArrayList<>();
      for (int i = 0; i < 4 * each; i++) {
        octets.add(Bytes.of((byte) 1));
      }
      CompletableFuture<Boolean> sent =
          LinkTesting.aside(
              () -> {
                link.send(octets, List.of(), Duration.ZERO, LinkTesting.soon());
                return true;
              });
      inParallel(
          4,
          () -> {
            for (int i = 0; i < each; i++) {
              LinkTesting.message(link);
            }
          });
      sent.get(20, TimeUnit.SECONDS);
      assertTrue(link.next(Deadline.in(Duration.ofMillis(20))).isEmpty());
    }
  }

  @Test
  void severalThreadsMaySendOverOneTlsLink() throws Exception {
    int each = 300;
    CompletableFuture<Integer> heard = new CompletableFuture<>();
    try (ScriptedServer server =
            ScriptedServer.start(
                peer -> {
                  peer.peek();
                  peer.startTls();
                  heard.complete(peer.rest().size());
                });
        Poller poller = new Poller();
        Link link =
            server
                .connector()
                .open(
                    poller, new Transcript(), "client", Transport.DIRECT_TLS, LinkTesting.soon())) {
      inParallel(
          4,
          () -> {
            for (int i = 0; i < each; i++) {
              LinkTesting.send(link, Bytes.of(new byte[100]));
            }
          });
      link.closeOutput();
      assertEquals(4 * each * 100, LinkTesting.of(heard));
    }
  }

  @Test
  void whoeverIsInterruptedStopsWaiting() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(Peer::awaitEnd);
        Poller poller = new Poller();
        Link link = LinkTesting.connect(poller, server)) {
      for (int i = 0; i < 2; i++) {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Event> waiting =
            LinkTesting.aside(
                () -> {
                  thread.complete(Thread.currentThread());
                  try {
                    return LinkTesting.next(link);
                  } finally {
                    Thread.interrupted();
                  }
                });
        LinkTesting.of(thread).interrupt();
        ExecutionException e =
            assertThrows(ExecutionException.class, () -> LinkTesting.of(waiting));
        assertInstanceOf(Poller.Interrupted.class, e.getCause());
      }
    }
  }

  /** Is interrupted without anybody waking it, as Java up to 22 does it at an unlucky moment. */
  private static final class Unawakened extends Thread {
    private volatile boolean marked;

    Unawakened(Runnable task) {
      super(task);
    }

    @Override
    public void interrupt() {
      marked = true;
    }

    @Override
    public boolean isInterrupted() {
      return marked;
    }
  }

  @Test
  void anInterruptThatWakesNobodyIsSeenAllTheSame() throws Exception {
    try (Poller poller = new Poller()) {
      CountDownLatch looked = new CountDownLatch(1);
      CompletableFuture<Boolean> waiting = new CompletableFuture<>();
      Thread thread =
          new Unawakened(
              () -> {
                try {
                  waiting.complete(
                      poller.await(
                          () -> {
                            looked.countDown();
                            return false;
                          },
                          Deadline.in(LinkTesting.PATIENCE.multipliedBy(2))));
                } catch (Poller.Interrupted e) {
                  waiting.completeExceptionally(e);
                }
              });
      thread.start();
      looked.await();
      // Whoever waits gives up the lock only to select.
      poller.locked(thread::interrupt);
      ExecutionException e = assertThrows(ExecutionException.class, () -> LinkTesting.of(waiting));
      assertInstanceOf(Poller.Interrupted.class, e.getCause());
    }
  }

  @Test
  void pausesLastAsLongAsAskedFor() {
    try (Poller poller = new Poller()) {
      for (long micros : new long[] {0, 1, 50, 500, 1_500, 2_500, 20_000}) {
        long nanos = micros * 1_000;
        long start = System.nanoTime();
        poller.pause(nanos);
        assertTrue(System.nanoTime() - start >= nanos, "pause of " + micros + " us");
      }
    }
  }

  @Test
  void closingThePollerClosesItsLinks() throws Exception {
    CompletableFuture<Object> ending = new CompletableFuture<>();
    try (ScriptedServer server = ScriptedServer.start(peer -> ending.complete(peer.awaitEnd()))) {
      Poller poller = new Poller();
      LinkTesting.connect(poller, server);
      poller.close();
      assertEquals(pgconform.testing.Ending.FIN, LinkTesting.of(ending));
    }
  }
}
