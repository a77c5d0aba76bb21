package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.session.Authenticator;
import pgconform.session.Login;
import pgconform.session.QueryException;
import pgconform.session.Session;
import pgconform.wire.BackendKeyData;
import pgconform.wire.FrontendMessage;
import pgconform.wire.StartupMessage;

/**
 * A connection of a case: the link, the session on it if an ordinary one was started, and the last
 * query that the session was made to hold.
 */
final class Connection implements AutoCloseable {
  final Link link;
  private Session session;
  private Optional<HeldQuery> held = Optional.empty();
  private Authenticator authenticator;
  private Optional<BackendKeyData> given = Optional.empty();
  private SessionQueries queries;
  private Optional<BackendSession> backend = Optional.empty();
  private boolean served;
  private Optional<StartupMessage> startup = Optional.empty();

  Connection(Link link) {
    this.link = link;
  }

  /** From now on there is a session on it. */
  void began(Session started) {
    session = started;
  }

  Optional<BackendKeyData> keyData() {
    return session == null ? given : session.keyData();
  }

  /** From now on it is the session of a client, which was given that key. */
  void serves(Optional<BackendKeyData> key) {
    given = key;
    served = true;
  }

  /** From now on it is a session of the proxy at the backend. */
  void isOf(BackendSession backendSession) {
    backend = Optional.of(backendSession);
    given = backendSession.keyData();
  }

  /** The session of the proxy at the backend, if it is one. */
  Optional<BackendSession> backend() {
    return backend;
  }

  /** Whether a client may ask for something on it. */
  boolean isServed() {
    return served;
  }

  /** The queries of a client, from the first one on that has this text in it. */
  SessionQueries queries(String awaited) {
    if (queries == null) {
      DriverSql sql = new DriverSql(awaited);
      queries = new SessionQueries(sql, sql::isQuery);
    }
    return queries;
  }

  void send(FrontendMessage message, Deadline deadline) {
    link.send(message.encode(), List.of(message), deadline);
  }

  /** Runs a query on the session, which has to succeed. */
  void query(String sql, Deadline deadline) throws QueryException {
    session.query(sql, deadline);
  }

  /**
   * Runs the settings of a login: the start-up may have been a scenario's own, and what a scenario
   * has sent since, such as DISCARD ALL, may have undone them.
   */
  void set(List<String> settings, Deadline deadline) throws QueryException {
    Session.set(link, settings, deadline);
  }

  /** A scenario's own start-up is about to be sent. */
  void startsWith(StartupMessage message) {
    startup = Optional.of(message);
  }

  /** Whether a scenario has asked for the session of another user, or in another database. */
  boolean isOfAnother(Login login) {
    return differs("user", login.user()) || differs("database", login.database());
  }

  private boolean differs(String parameter, String usual) {
    return startup.stream()
        .flatMap(message -> message.parameters().stream())
        .anyMatch(p -> p.name().equals(parameter) && !p.value().equals(usual));
  }

  /** Answers authentication requests that a scenario does not care about. */
  Authenticator authenticator(Login login) {
    if (authenticator == null) {
      authenticator = new Authenticator(login, link.tlsSession());
    }
    return authenticator;
  }

  Optional<Hold> hold() {
    return held.map(query -> query.hold);
  }

  /** Takes the place of what was held before, and is about to be sent. */
  void hold(Hold query) {
    held = Optional.of(new HeldQuery(query));
  }

  /** Notes that the held query has ended. */
  void holdsNothing() {
    held = Optional.empty();
  }

  /** CancelRequests that name the session are about to be sent. */
  void aimedAt(List<Connection> requests) {
    held.ifPresent(query -> query.aimedAt(requests));
  }

  /** Whether it was made to hold a query that may have been over before anybody meant it to be. */
  boolean holdsUncertainly() {
    return hold().filter(hold -> !hold.certain()).isPresent();
  }

  /** The same of a query that was answered then, in nanoseconds of {@link System#nanoTime()}. */
  boolean heldUncertainly(long answered) {
    return held.filter(query -> query.isInDoubt(answered)).isPresent();
  }

  /**
   * The same as {@link #close}, but waits until the server has ended the session, too: where there
   * is room for few sessions, the next one needs that room.
   */
  void end(Deadline deadline) {
    hold().ifPresent(Hold::close);
    if (backend.isPresent()) {
      return;
    }
    if (session != null && !link.closedByPeer()) {
      try {
        session.end(deadline);
      } catch (Poller.Interrupted e) {
        link.close();
      }
    } else {
      link.close();
    }
  }

  /** Releases the held query and ends the session, or else closes the connection. */
  @Override
  public void close() {
    hold().ifPresent(Hold::close);
    if (backend.isPresent()) {
      // The backend sees to its sessions, which the proxy may go on using.
      return;
    }
    if (session != null && !link.closedByPeer()) {
      session.close();
    } else {
      link.close();
    }
  }
}
