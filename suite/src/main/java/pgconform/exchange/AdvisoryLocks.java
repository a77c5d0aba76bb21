package pgconform.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.session.Login;
import pgconform.session.QueryException;
import pgconform.session.Session;

/**
 * Holds queries on PostgreSQL by advisory locks: a held query waits for a lock. Other sessions,
 * which belong to no case, hold these locks and check that the query waits. These sessions are kept
 * for later cases, unless the target has room for few; there is one for each query that is held at
 * the same time.
 *
 * <p>The lock is held within an open transaction, so that a pooler does not give the server
 * connection to another client. The lock is released when its session ends.
 */
public final class AdvisoryLocks implements HoldStrategy {
  /** The time that a server with little room may take to end a session. */
  private static final Duration ENDING = Duration.ofSeconds(2);

  private final Connector connector;
  private final Transport transport;
  private final Login login;
  private final Duration limit;
  private final boolean keeps;
  private final Deque<Session> idle = new ArrayDeque<>();
  // Other runs against the same server take other locks.
  private final int run = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
  private final AtomicInteger locks = new AtomicInteger();

  /** Opens control sessions with this login when needed, and keeps them. */
  public AdvisoryLocks(Connector connector, Transport transport, Login login, Duration limit) {
    this(connector, transport, login, limit, true);
  }

  /**
   * Opens control sessions with this login when needed.
   *
   * @param keeps whether sessions are kept while idle, because they take no room that others need
   */
  public AdvisoryLocks(
      Connector connector, Transport transport, Login login, Duration limit, boolean keeps) {
    this.keeps = keeps;
    this.connector = connector;
    this.transport = transport;
    this.login = login;
    this.limit = limit;
  }

  /** A query that waits for as long as this is open. */
  public final class Lock implements Hold {
    private final Session session;
    private final int lock = locks.incrementAndGet();
    private boolean held;
    // After a failed query, it is unknown how the session will answer the next one.
    private boolean sound = true;
    private boolean closed;

    private Lock(Session session) {
      this.session = session;
    }

    private void take() throws QueryException {
      ask("begin; select pg_catalog.pg_advisory_xact_lock(%d, %d)");
      held = true;
    }

    private List<List<String>> ask(String sql) throws QueryException {
      sound = false;
      List<List<String>> rows = session.query(sql.formatted(run, lock), deadline());
      sound = true;
      return rows;
    }

    @Override
    public String query() {
      return "select pg_catalog.pg_advisory_xact_lock(%d, %d)".formatted(run, lock);
    }

    @Override
    public boolean certain() {
      return true;
    }

    @Override
    public boolean takesSession() {
      return held || (!keeps && !closed);
    }

    /**
     * Waits until a session is seen waiting for the lock, which means that the query is running.
     */
    @Override
    public boolean awaitRunning(BooleanSupplier over, Poller poller, Deadline deadline)
        throws QueryException {
      String sql =
          "select 1 from pg_catalog.pg_locks where locktype = 'advisory' and not granted"
              + " and classid = %d and objid = %d";
      long pause = 100_000;
      while (ask(sql).isEmpty()) {
        if (over.getAsBoolean() || deadline.passed()) {
          return false;
        }
        session.link().poller().pause(pause);
        pause = Math.min(pause * 2, 5_000_000);
      }
      return true;
    }

    /** Returns the sessions that hold the lock: exactly one, if locks can be seen. */
    public List<List<String>> holders() throws QueryException {
      return ask(
          "select pid from pg_catalog.pg_locks where locktype = 'advisory' and granted"
              + " and classid = %d and objid = %d");
    }

    @Override
    public void release() throws QueryException {
      if (held) {
        held = false;
        ask("commit");
      }
    }

    /**
     * Releases the query, if that was not done, and returns the session; further calls do nothing.
     */
    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      try {
        if (sound) {
          release();
        }
      } catch (QueryException e) {
        // Ending the session releases its locks, too.
      } finally {
        giveBack(session, sound);
      }
    }
  }

  @Override
  public Lock hold() throws IOException {
    Optional<Session> kept = kept();
    Lock lock = new Lock(kept.isPresent() ? kept.get() : open());
    try {
      lock.take();
    } finally {
      if (!lock.sound) {
        lock.close();
      }
    }
    return lock;
  }

  /**
   * Returns a session of an earlier case that has not ended since: a server, or something in front
   * of it, may close sessions that are idle.
   */
  private Optional<Session> kept() {
    synchronized (idle) {
      for (Session session = idle.poll(); session != null; session = idle.poll()) {
        Link link = session.link();
        if (!link.poller().await(link::closedByPeer, Deadline.in(Duration.ZERO))) {
          return Optional.of(session);
        }
        end(session);
      }
      return Optional.empty();
    }
  }

  private Session open() throws IOException {
    Poller poller = new Poller();
    boolean started = false;
    try {
      Link link = connector.open(poller, Transcript.none(), "control", transport, deadline());
      Session session = Session.start(link, login, deadline());
      started = true;
      return session;
    } finally {
      if (!started) {
        poller.close();
      }
    }
  }

  private void giveBack(Session session, boolean sound) {
    if (sound && keeps) {
      synchronized (idle) {
        idle.push(session);
      }
    } else if (sound) {
      session.end(Deadline.in(ENDING));
      session.link().poller().close();
    } else {
      end(session);
    }
  }

  private static void end(Session session) {
    session.close();
    session.link().poller().close();
  }

  private Deadline deadline() {
    return Deadline.in(limit);
  }

  @Override
  public void close() {
    synchronized (idle) {
      while (!idle.isEmpty()) {
        end(idle.poll());
      }
    }
  }
}
