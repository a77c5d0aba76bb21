package pgconform.link;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import pgconform.testing.ScriptedServer;
import pgconform.wire.Bytes;
import pgconform.wire.Message;

/** What tests of links have in common. */
final class LinkTesting {
  /** Long enough for whatever has to happen, on a machine that is busy with something else. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private LinkTesting() {}

  static Deadline soon() {
    return Deadline.in(PATIENCE);
  }

  static Link connect(Poller poller, Transcript transcript, String name, ScriptedServer server)
      throws LinkException {
    return Link.connect(poller, transcript, name, server.address(), soon());
  }

  static Link connect(Poller poller, ScriptedServer server) throws LinkException {
    return connect(poller, new Transcript(), "client", server);
  }

  /** The next event, which has to come. */
  static Event next(Link link) {
    Optional<Event> event = link.next(soon());
    assertTrue(event.isPresent(), "nothing came");
    return event.get();
  }

  static Message message(Link link) {
    return assertInstanceOf(Event.Received.class, next(link)).message();
  }

  static Event.Closed closed(Link link) {
    return assertInstanceOf(Event.Closed.class, next(link));
  }

  static void send(Link link, Bytes octets) {
    link.send(octets, List.of("octets"), soon());
  }

  /** For scripts that do not even read. */
  static void sleepUntilClosed() throws InterruptedIOException {
    try {
      new CountDownLatch(1).await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  /**
   * Does something that waits in a thread of its own. The common pool has a single thread on two
   * cores, and from Java 25 on that is all that a future gets.
   */
  static <T> CompletableFuture<T> aside(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, task -> new Thread(task, "aside").start());
  }

  /** What a server found out. */
  static <T> T of(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
