package sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that speaks enough of the PostgreSQL protocol to be judged: sessions, numbers, sleeping
 * and its cancellation. It makes mistakes if it is told to.
 */
public final class SampleServer implements AutoCloseable {
  /** Mistakes that real servers have made. */
  public enum Mistake {
    /** Whoever knows the process ID may cancel: the secret key is not looked at. */
    IGNORES_THE_SECRET_KEY,
    /** A CancelRequest is obeyed although it is longer than it may be. */
    OBEYS_LONG_CANCELS,
    /** A CancelRequest that is longer than it may be ends the server with all sessions. */
    DIES_OF_LONG_CANCELS,
    /** A session begins without BackendKeyData. */
    HAS_NO_KEYS,
    /** A CancelRequest is taken and never obeyed. */
    IGNORES_CANCELS,
    /** A CancelRequest is answered before the connection is closed. */
    ANSWERS_CANCELS,
    /** ReadyForQuery says that there is no transaction, also within one. */
    FORGETS_TRANSACTIONS
  }

  private static final int MOST_SESSIONS = 60;

  private final Set<Mistake> mistakes;
  private final AtomicInteger processes = new AtomicInteger(1000);
  private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private volatile ServerSocket listener;

  private SampleServer(Set<Mistake> mistakes) {
    this.mistakes = mistakes;
  }

  /** Starts a server on the loopback address; port 0 for any free one. */
  public static SampleServer start(int port, Mistake... mistakes) throws IOException {
    Set<Mistake> all = EnumSet.noneOf(Mistake.class);
    all.addAll(Set.of(mistakes));
    SampleServer server = new SampleServer(all);
    server.listen(port);
    return server;
  }

  private void listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
    listener = socket;
    thread(() -> accept(socket));
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "sample-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Socket socket = from.accept();
        socket.setTcpNoDelay(true);
        thread(() -> new Session(this, socket, processes.incrementAndGet(), random.nextInt()).serve());
      } catch (IOException e) {
        // The listener was closed, or a client has gone already.
      }
    }
  }

  /** The port that it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Ends all sessions and begins again on the same port. */
  public void restart() {
    int port = port();
    close();
    try {
      listen(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Session session : sessions.values()) {
        session.disconnect();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it makes a mistake. */
  boolean makes(Mistake mistake) {
    return mistakes.contains(mistake);
  }

  /** Whether there is no room for another session. */
  boolean isFull() {
    return sessions.size() >= MOST_SESSIONS;
  }

  /** A session has begun. */
  void begun(Session session) {
    sessions.put(session.process(), session);
  }

  /** A connection has ended, whether or not a session had begun on it. */
  void ended(Session session) {
    sessions.remove(session.process());
  }

  /** The session with a process ID, if there is one. */
  Optional<Session> session(int process) {
    return Optional.ofNullable(sessions.get(process));
  }
}
