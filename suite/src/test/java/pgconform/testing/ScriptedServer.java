package pgconform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import pgconform.link.Address;
import pgconform.link.Connector;

/**
 * A server on the loopback address whose every connection is served by a script, in a thread of its
 * own. What a script throws, but for broken connections, comes out of {@link #close}.
 */
public final class ScriptedServer implements AutoCloseable {
  private static final long JOIN_MILLIS = 10_000;

  private final ServerSocketChannel listener;
  private final Address address;
  private final Script script;
  private final Map<Thread, Peer> peers = new ConcurrentHashMap<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Thread accepting;
  private volatile boolean closed;

  private ScriptedServer(ServerSocketChannel listener, Address address, Script script) {
    this.listener = listener;
    this.address = address;
    this.script = script;
    this.accepting = thread("accept", this::accept);
  }

  /** Listens on a free port. */
  public static ScriptedServer start(Script script) {
    try {
      ServerSocketChannel listener = ServerSocketChannel.open();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      return new ScriptedServer(listener, new Address.Tcp("127.0.0.1", port), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Listens on a Unix-domain socket. */
  public static ScriptedServer start(Path file, Script script) {
    try {
      ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      listener.bind(UnixDomainSocketAddress.of(file));
      return new ScriptedServer(listener, new Address.Unix(file), script);
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
      try {
        Peer peer = new Peer(listener.accept());
        accepted.incrementAndGet();
        thread("peer", () -> serve(peer));
      } catch (IOException e) {
        if (!closed) {
          failures.add(e);
        }
        return;
      }
    }
  }

  private void serve(Peer peer) {
    peers.put(Thread.currentThread(), peer);
    try (peer) {
      if (!closed) {
        script.serve(peer);
      }
    } catch (IOException e) {
      // Clients may break connections; a script that minds says so itself.
    } catch (RuntimeException | Error e) {
      failures.add(e);
    } finally {
      peers.remove(Thread.currentThread());
    }
  }

  /** Where it listens. */
  public Address address() {
    return address;
  }

  /** The port it listens on; TCP only. */
  public int port() {
    return ((Address.Tcp) address).port();
  }

  /** How to reach it, trusting its certificate. */
  public Connector connector() {
    return new Connector(address, TestCertificate.client());
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
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    join(accepting);
    peers.forEach(
        (thread, peer) -> {
          peer.abandon();
          thread.interrupt();
        });
    peers.keySet().forEach(this::join);
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
