package pgconform.exchange;

import java.util.Optional;
import pgconform.link.Link;
import pgconform.session.Authenticator;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.wire.BackendKeyData;

/** A connection of a case: a link, and the session on it if one was started by the book. */
final class Connection {
  final Link link;
  private final Session session;
  private Hold hold;
  private Authenticator authenticator;

  Connection(Link link, Session session) {
    this.link = link;
    this.session = session;
  }

  Optional<BackendKeyData> keyData() {
    return session == null ? Optional.empty() : session.keyData();
  }

  Optional<Session> session() {
    return Optional.ofNullable(session);
  }

  /** Answers authentication requests that a scenario does not care about. */
  Authenticator authenticator(Login login) {
    if (authenticator == null) {
      authenticator = new Authenticator(login, link.tlsSession());
    }
    return authenticator;
  }

  Optional<Hold> hold() {
    return Optional.ofNullable(hold);
  }

  void hold(Hold hold) {
    this.hold = hold;
  }
}
