package pgconform.exchange;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Listener;
import pgconform.link.Poller;
import pgconform.link.ServerTls;
import pgconform.link.Transcript;
import pgconform.wire.BackendKeyData;
import pgconform.wire.CancelRequest;

/**
 * The server behind a proxy under test. A proxy opens, keeps and closes sessions when it likes, so
 * the backend lives as long as the proxy is judged, and serves all of its sessions. The running
 * case sees the messages on them, can have queries held, and can handle CancelRequests itself.
 */
public final class Backend implements AutoCloseable {
  private static final Duration IDLE = Duration.ofHours(1);
  private static final int FIRST_PROCESS_ID = 20_001;

  /** The time that a proxy may take to notice that its sessions have ended. */
  private static final Duration NOTICE = Duration.ofSeconds(1);

  /** The number of connections that are served; a proxy that opens more is not served on those. */
  private static final int MOST_CONNECTIONS = 500;

  /** Matches the statements that poolers send between the queries of clients. */
  private static final Pattern OWN =
      Pattern.compile("\\s*(set|reset|discard|deallocate)\\b", Pattern.CASE_INSENSITIVE);

  /** SQLSTATE query_canceled. */
  private static final String CANCELED = "57014";

  private final Poller poller = new Poller();
  private final Listener listener;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "pgconform-backend");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicInteger number = new AtomicInteger();
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private final AtomicInteger processIds = new AtomicInteger(FIRST_PROCESS_ID);
  private boolean stalls;
  private final List<BackendSession> sessions = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Deque<BackendSession> cancels = new ConcurrentLinkedDeque<>();

  /**
   * The sessions that the CancelRequests of the case name; an entry is empty if no session has the
   * key.
   */
  private final List<Optional<BackendSession>> named = new CopyOnWriteArrayList<>();

  /** The first sessions on which the held queries of the case have run. */
  private final Map<String, BackendSession> ran = new ConcurrentHashMap<>();

  private final BackendAdmission usual;
  private volatile BackendAdmission admission;
  private volatile Transcript transcript = Transcript.none();
  private volatile boolean leavesCancels;
  private volatile boolean recovers = true;
  private volatile boolean closed;

  private Backend(Optional<ServerTls> tls) throws IOException {
    listener = Listener.onLoopback(poller);
    usual = BackendAdmission.usual(tls);
    admission = usual;
  }

  /**
   * Starts a backend on a port of the loopback address.
   *
   * @param tls its certificate and settings for TLS handshakes; empty if it refuses TLS
   */
  public static Backend start(Optional<ServerTls> tls) throws IOException {
    Backend backend = new Backend(tls);
    backend.begin(backend::listen);
    return backend;
  }

  /** Returns the port on which it listens. */
  public int port() {
    return listener.port();
  }

  /** Returns the password that the proxy logs in with. */
  public static String password() {
    return BackendAdmission.PASSWORD.reveal();
  }

  /** Returns how sessions are admitted unless a case says otherwise. */
  BackendAdmission usual() {
    return usual;
  }

  /** Returns whether a session of the proxy is protected by TLS. */
  public boolean isReachedOverTls() {
    return sessions.stream().anyMatch(session -> session.link.tlsSession().isPresent());
  }

  /** Returns the poller of all of its connections. */
  Poller poller() {
    return poller;
  }

  boolean closed() {
    return closed;
  }

  private void begin(Runnable work) {
    try {
      threads.execute(
          () -> {
            try {
              work.run();
            } catch (Poller.Interrupted | ClosedSelectorException e) {
              // The backend is ending.
            }
          });
    } catch (RejectedExecutionException e) {
      // A connection has arrived while the backend is ending, which closes it with the poller.
    }
  }

  private void listen() {
    while (!closed) {
      poller.await(() -> closed || listener.hasConnection(), Deadline.in(IDLE));
      int number = processIds.getAndIncrement();
      listener
          .accept(
              transcript, "backend " + (number - FIRST_PROCESS_ID + 1), Deadline.in(Duration.ZERO))
          .ifPresent(link -> arrived(link, number));
    }
  }

  private void arrived(Link link, int number) {
    if (connections.incrementAndGet() > MOST_CONNECTIONS) {
      connections.decrementAndGet();
      link.close();
      return;
    }
    BackendSession session = new BackendSession(this, admission, link, number);
    begin(
        () -> {
          try {
            session.run();
          } finally {
            connections.decrementAndGet();
          }
        });
  }

  void started(BackendSession session) {
    sessions.add(session);
    session.link.recordIn(transcript);
    poller.wake();
  }

  void forget(BackendSession session) {
    sessions.remove(session);
    poller.wake();
  }

  /** Handles a CancelRequest that is still untaken: carries it out, or leaves it to the case. */
  void cancel(BackendSession connection, CancelRequest request) {
    BackendKeyData key = new BackendKeyData(request.processId(), request.secretKey());
    List<BackendSession> same =
        sessions.stream().filter(session -> session.keyData().equals(Optional.of(key))).toList();
    named.add(same.stream().findFirst());
    if (leavesCancels) {
      cancels.add(connection);
      poller.wake();
      return;
    }
    same.forEach(session -> session.reply(Optional.of(CANCELED)));
    connection.link.close();
  }

  /**
   * Returns the sessions that the CancelRequests of the case name; an entry is empty if no session
   * has the key.
   */
  List<Optional<BackendSession>> named() {
    return List.copyOf(named);
  }

  /** Returns the session on which a held query of the case runs, or has run. */
  Optional<BackendSession> ran(String query) {
    return Optional.ofNullable(ran.get(query));
  }

  /** Notes that a statement runs on a session until it is answered. */
  void runs(String statement, BackendSession session) {
    ran.putIfAbsent(statement, session);
  }

  /** Returns the next CancelRequest that was left to the case, if one comes in time. */
  Optional<BackendSession> nextCancel(Deadline deadline) {
    poller.await(() -> !cancels.isEmpty(), deadline);
    return Optional.ofNullable(cancels.poll());
  }

  /** Returns the session on which a held query runs, if one runs it in time. */
  Optional<BackendSession> running(String query, Deadline deadline) {
    poller.await(() -> runs(query).isPresent(), deadline);
    return runs(query);
  }

  /** Returns a query that nobody else sends, and that is held wherever it arrives. */
  String held() {
    String query = "select 'pgconform holds %d'".formatted(number.incrementAndGet());
    held.add(query);
    return query;
  }

  /** Returns whether a held query runs. */
  boolean isRunning(String query) {
    return runs(query).isPresent();
  }

  /** Stops holding a query, which ends with a row wherever it runs. */
  void release(String query) {
    held.remove(query);
    sessions.stream()
        .filter(session -> session.running().equals(query))
        .forEach(session -> session.reply(Optional.empty()));
  }

  private Optional<BackendSession> runs(String query) {
    return sessions.stream().filter(session -> session.running().equals(query)).findFirst();
  }

  /** Admits sessions in this way from now on, and ends the existing ones. */
  void renew(BackendAdmission other) {
    admission = other;
    end(List.copyOf(sessions));
  }

  /** Ends sessions, and waits briefly until the proxy has closed its sides, too. */
  private void end(List<BackendSession> some) {
    some.forEach(session -> session.link.closeOutput());
    poller.await(
        () -> some.stream().allMatch(session -> session.link.closedByPeer()), Deadline.in(NOTICE));
    some.forEach(BackendSession::end);
  }

  /**
   * Begins a case.
   *
   * @param cancelsToo whether the case handles CancelRequests itself
   */
  void enter(Transcript other, boolean cancelsToo) {
    transcript = other;
    leavesCancels = cancelsToo;
    named.clear();
    ran.clear();
    sessions.forEach(session -> session.link.recordIn(other));
  }

  /**
   * Ends the case: lets the queries that it has held go on, and ends the sessions that it has made
   * unusual.
   */
  boolean leave() {
    leavesCancels = false;
    holdNothing();
    for (Optional<BackendSession> next = nextCancel(Deadline.in(Duration.ZERO));
        next.isPresent();
        next = nextCancel(Deadline.in(Duration.ZERO))) {
      next.get().link.close();
    }
    sessions.forEach(session -> session.reply(Optional.empty()));
    boolean unusual = !admission.equals(usual);
    admission = usual;
    end(sessions.stream().filter(BackendSession::isUnusual).toList());
    transcript = Transcript.none();
    sessions.forEach(session -> session.link.recordIn(transcript));
    return unusual && recovers;
  }

  /**
   * Sets whether the proxy recovers from an unusual backend; no case waits for a proxy that does
   * not.
   */
  void recovers(boolean inTime) {
    recovers = inTime;
  }

  /** Returns whether a statement runs until it is answered, because the current case holds it. */
  synchronized boolean isHeld(String statement) {
    if (stalls && OWN.matcher(statement).lookingAt()) {
      stalls = false;
      held.add(statement);
    }
    return held.contains(statement);
  }

  /** Holds the next statement that the proxy sends on its own account. */
  synchronized void stall() {
    stalls = true;
  }

  private synchronized void holdNothing() {
    stalls = false;
    held.clear();
  }

  /**
   * Returns the session on which a statement of the proxy's own is held, if one runs it in time.
   */
  Optional<BackendSession> stalled(Deadline deadline) {
    poller.await(() -> ownRuns().isPresent(), deadline);
    return ownRuns();
  }

  private Optional<BackendSession> ownRuns() {
    return sessions.stream()
        .filter(session -> OWN.matcher(session.running()).lookingAt())
        .findFirst();
  }

  /** Returns how queries of sessions through the proxy are held. */
  public HoldStrategy holdStrategy() {
    return new HoldAtBackend(this);
  }

  @Override
  public void close() {
    closed = true;
    listener.close();
    threads.shutdownNow();
    try {
      // A thread in the middle of an answer finishes it; the links are closed with the poller.
      threads.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      poller.close();
    }
  }
}
