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
 * A connection of a case: the link, the session on it if an ordinary session was started, and the
 * last query that the session was made to hold.
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

  /** Sets the session that was started on it. */
  void began(Session started) {
    session = started;
  }

  Optional<BackendKeyData> keyData() {
    return session == null ? given : session.keyData();
  }

  /** Makes it the session of a client, which was given that key. */
  void serves(Optional<BackendKeyData> key) {
    given = key;
    served = true;
  }

  /** Makes it a session of the proxy at the backend. */
  void isOf(BackendSession backendSession) {
    backend = Optional.of(backendSession);
    given = backendSession.keyData();
  }

  /** Returns the session of the proxy at the backend, if it is one. */
  Optional<BackendSession> backend() {
    return backend;
  }

  /** Returns whether a client may send queries on it. */
  boolean isServed() {
    return served;
  }

  /** Returns the queries of a client; the one that contains this text is held. */
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
   * Applies the settings of a login: the scenario may have sent the StartupMessage itself, and what
   * it has sent since, such as DISCARD ALL, may have undone them.
   */
  void set(List<String> settings, Deadline deadline) throws QueryException {
    Session.set(link, settings, deadline);
  }

  /** Notes a StartupMessage that a scenario is about to send itself. */
  void startsWith(StartupMessage message) {
    startup = Optional.of(message);
  }

  /** Returns whether a scenario has asked for a session of another user or in another database. */
  boolean isOfAnother(Login login) {
    return differs("user", login.user()) || differs("database", login.database());
  }

  private boolean differs(String parameter, String usual) {
    return startup.stream()
        .flatMap(message -> message.parameters().stream())
        .anyMatch(p -> p.name().equals(parameter) && !p.value().equals(usual));
  }

  /** Returns the authenticator for authentication requests that a scenario does not care about. */
  Authenticator authenticator(Login login) {
    if (authenticator == null) {
      authenticator = new Authenticator(login, link.tlsSession());
    }
    return authenticator;
  }

  Optional<Hold> hold() {
    return held.map(query -> query.hold);
  }

  /** Holds a query, which is about to be sent, instead of any earlier one. */
  void hold(Hold query) {
    held = Optional.of(new HeldQuery(query));
  }

  /** Notes that the held query has ended. */
  void holdsNothing() {
    held = Optional.empty();
  }

  /** Notes CancelRequests that name the session and are about to be sent. */
  void aimedAt(List<Connection> requests) {
    held.ifPresent(query -> query.aimedAt(requests));
  }

  /** Returns whether it holds a query that may end earlier than the case intends. */
  boolean holdsUncertainly() {
    return hold().filter(hold -> !hold.certain()).isPresent();
  }

  /**
   * Returns whether the query that it held, and that was answered at this time of {@link
   * System#nanoTime()}, may have ended too early.
   */
  boolean heldUncertainly(long answered) {
    return held.filter(query -> query.isInDoubt(answered)).isPresent();
  }

  /**
   * Closes it as {@link #close} does, but also waits until the server has ended the session: a
   * target with room for few sessions needs that room for the next one.
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
      // The backend handles its sessions, which the proxy may continue to use.
      return;
    }
    if (session != null && !link.closedByPeer()) {
      session.close();
    } else {
      link.close();
    }
  }
}
