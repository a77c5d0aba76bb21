package pgconform.exchange;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.session.IncomingConnection;
import pgconform.session.ServerSession;
import pgconform.session.ServerSettings;
import pgconform.session.ServerStartUp;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.CancelRequest;
import pgconform.wire.Message;
import pgconform.wire.Parameter;
import pgconform.wire.StartupMessage;
import pgconform.wire.Terminate;

/**
 * A connection of the proxy to the backend. It turns out to be a CancelRequest, which is left to
 * the backend, or a session, which is served until it ends.
 */
final class BackendSession {
  private static final Duration START_UP = Duration.ofMinutes(1);

  /** How long it waits if nothing happens; every change wakes it. */
  private static final Duration IDLE = Duration.ofHours(1);

  private static final Duration SENDING = Duration.ofSeconds(5);

  final Link link;
  private final Backend backend;
  private final BackendAdmission admission;
  private final int processId;
  private Optional<BackendKeyData> key = Optional.empty();
  private SessionQueries queries;
  private volatile String running = "";
  private volatile boolean unusual;
  private volatile Optional<Event> last = Optional.empty();

  /**
   * Takes a connection of which nothing is known yet.
   *
   * @param processId the process ID of its session, if it becomes one
   */
  BackendSession(Backend backend, BackendAdmission admission, Link link, int processId) {
    this.backend = backend;
    this.admission = admission;
    this.link = link;
    this.processId = processId;
  }

  /**
   * Serves the connection until it ends or the backend ends; leaves a CancelRequest to the backend.
   */
  void run() {
    Deadline deadline = Deadline.in(START_UP);
    ServerSettings settings = admission.settings(processId, BackendSql.REPORTED);
    Message first = new ServerStartUp(link, settings, deadline).untakenPacket().orElse(null);
    if (first instanceof CancelRequest request) {
      backend.cancel(this, request);
      return;
    }
    try {
      if (first instanceof StartupMessage startup) {
        start(startup, deadline);
      }
    } finally {
      link.close();
      backend.forget(this);
    }
  }

  private void start(StartupMessage startup, Deadline deadline) {
    Map<String, String> reported = new HashMap<>(BackendSql.REPORTED);
    for (Parameter parameter : startup.parameters()) {
      reported.keySet().stream()
          .filter(parameter.name()::equalsIgnoreCase)
          .findAny()
          .ifPresent(name -> reported.put(name, parameter.value()));
    }
    ServerSettings settings = admission.settings(processId, reported);
    if (ServerSession.receive(link, settings, deadline)
        instanceof IncomingConnection.Started started) {
      key = started.session().keyData();
      String user = last(startup, "user").orElse("");
      String database = last(startup, "database").filter(name -> !name.isEmpty()).orElse(user);
      BackendSql sql = new BackendSql(processId, user, database, reported);
      queries = new SessionQueries(sql, backend::isHeld);
      backend.started(this);
      serve();
    }
  }

  /** Returns the value of a parameter; PostgreSQL uses the last of several with the same name. */
  private static Optional<String> last(StartupMessage startup, String name) {
    return startup.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(Parameter::value)
        .reduce((earlier, later) -> later);
  }

  private void serve() {
    // The end of the backend interrupts the wait.
    while (!link.closed()) {
      link.poller().await(() -> link.closed() || mayTake(), Deadline.in(IDLE));
      Event event = mayTake() ? link.poll().orElse(null) : null;
      if (event instanceof Event.Received received && !(received.message() instanceof Terminate)) {
        List<BackendMessage> answers = queries.take(received.message());
        last = Optional.of(event);
        send(answers);
        queries.running().ifPresent(this::runs);
      } else if (event != null) {
        return;
      }
    }
  }

  /**
   * Returns whether a message may be taken; those that come while a query runs are left to the
   * case.
   */
  private boolean mayTake() {
    return running.isEmpty() && link.hasEvent();
  }

  private void runs(String statement) {
    running = statement;
    backend.runs(statement, this);
    link.poller().wake();
    if (!backend.isHeld(statement)) {
      // The case has ended in the meantime.
      reply(Optional.empty());
    }
  }

  private void send(List<BackendMessage> messages) {
    ServerSession.send(link, admission.pieces(), messages, Deadline.in(SENDING));
  }

  /** Returns the statement that runs until it is answered; empty if there is none. */
  String running() {
    return running;
  }

  /** Returns the key that the proxy was given for this session. */
  Optional<BackendKeyData> keyData() {
    return key;
  }

  /** Returns the process ID that {@code pg_backend_pid()} reports in this session. */
  int processId() {
    return processId;
  }

  /** Returns whether the session was admitted, or used, in a way that only one case expects. */
  boolean isUnusual() {
    return unusual || !admission.equals(backend.usual());
  }

  /**
   * Returns a message other than Terminate that the proxy has sent here since this moment: the last
   * one that was served, or the next one to be taken.
   */
  Optional<Event> since(long nanos) {
    return Stream.of(last, link.peek())
        .flatMap(Optional::stream)
        .filter(event -> event.nanos() - nanos > 0)
        .filter(
            event ->
                event instanceof Event.Received received
                    && !(received.message() instanceof Terminate))
        .findFirst();
  }

  /** Answers the running query, if there is one, with a row or an error. */
  synchronized void reply(Optional<String> error) {
    if (!running.isEmpty()) {
      send(queries.reply(error));
      running = "";
      link.poller().wake();
    }
  }

  /** Notes that a case has sent something on this session by itself. */
  synchronized void sent(boolean readyForQuery) {
    unusual = true;
    if (readyForQuery && !running.isEmpty()) {
      queries.ended();
      running = "";
      link.poller().wake();
    }
  }

  /** Ends the session. */
  void end() {
    link.close();
    running = "";
    link.poller().wake();
  }
}
