package pgconform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Listener;
import pgconform.link.Poller;
import pgconform.link.Transcript;

/**
 * A server on the loopback address whose every connection is served by a script, in a thread of its
 * own. What a script throws, but for broken connections, comes out of {@link #close}.
 */
public final class ScriptedServer implements AutoCloseable {
  private static final long JOIN_MILLIS = 10_000;
  private static final Duration LONG = Duration.ofHours(1);

  private final Poller poller;
  private final Listener listener;
  private final Script script;
  private final Map<Thread, Peer> peers = new ConcurrentHashMap<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Thread accepting;
  private volatile boolean closed;

  private ScriptedServer(Poller poller, Listener listener, Script script) {
    this.poller = poller;
    this.listener = listener;
    this.script = script;
    this.accepting = thread("accept", this::accept);
  }

  /** Listens on a free port. */
  public static ScriptedServer start(Script script) {
    try {
      Poller poller = new Poller();
      return new ScriptedServer(poller, Listener.onLoopback(poller), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Listens on a Unix-domain socket. */
  public static ScriptedServer start(Path file, Script script) {
    try {
      Poller poller = new Poller();
      return new ScriptedServer(poller, Listener.onUnixSocket(poller, file), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread thread(String name, Runnable body) {
    Thread thread = new Thread(body, "server-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept() {
    while (!closed) {
      // Each script waits in a thread of its own.
      Poller own = new Poller();
      Optional<Link> link = listener.accept(own, Transcript.none(), "client", Deadline.in(LONG));
      if (link.isPresent()) {
        accepted.incrementAndGet();
        thread("peer", () -> serve(own, new Peer(link.get())));
      } else {
        own.close();
      }
    }
  }

  private void serve(Poller own, Peer peer) {
    peers.put(Thread.currentThread(), peer);
    try (own;
        peer) {
      if (!closed) {
        script.serve(peer);
      }
    } catch (IOException | Poller.Interrupted e) {
      // Clients may break connections; a script that minds says so itself.
    } catch (RuntimeException | Error e) {
      failures.add(e);
    } finally {
      peers.remove(Thread.currentThread());
    }
  }

  /** Where it listens. */
  public Address address() {
    return listener.address();
  }

  /** The port it listens on; TCP only. */
  public int port() {
    return listener.port();
  }

  /** How to reach it, trusting its certificate. */
  public Connector connector() {
    return new Connector(address(), TestCertificate.client());
  }

  /** How many connections it has taken. */
  public int accepted() {
    return accepted.get();
  }

  /** How many of them are being served. */
  public int open() {
    return peers.size();
  }

  /** Ends all connections and stops to listen. */
  @Override
  public void close() {
    closed = true;
    listener.close();
    join(accepting);
    peers.forEach(
        (thread, peer) -> {
          peer.link().closeWithoutNotify();
          thread.interrupt();
        });
    peers.keySet().forEach(this::join);
    poller.close();
    if (!failures.isEmpty()) {
      throw new AssertionError("a script failed: " + failures.get(0), failures.get(0));
    }
  }

  private void join(Thread thread) {
    try {
      thread.join(JOIN_MILLIS);
      if (thread.isAlive()) {
        failures.add(new AssertionError(thread + " does not end"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
