package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import pgconform.link.Address;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.ServerTls;
import pgconform.link.Transcript;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.wire.BackendKeyData;
import pgconform.wire.CancelRequest;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;

/** A backend, and the proxy's side of its connections. */
final class Proxied implements AutoCloseable {
  static final Login LOGIN = new Login("u", "d", Optional.empty(), ProtocolVersion.V3_2, List.of());

  final Backend backend;
  final Poller outside = new Poller();
  final Transcript transcript = new Transcript();

  Proxied(Optional<ServerTls> tls) throws IOException {
    backend = Backend.start(tls);
  }

  Link connect() throws LinkException {
    Address at = new Address.Tcp("127.0.0.1", backend.port());
    return Link.connect(outside, Transcript.none(), "proxy", at, ClientCase.late());
  }

  Session session() throws Exception {
    Session session = Session.start(connect(), LOGIN, ClientCase.late());
    // The backend knows the session before it answers a query.
    session.query("select 1", ClientCase.late());
    return session;
  }

  /** Starts a session that holds a query. */
  Session holds(String query) throws Exception {
    Session session = session();
    ClientCase.send(session.link(), new Query(query));
    assertTrue(backend.running(query, ClientCase.late()).isPresent());
    return session;
  }

  /** Sends a CancelRequest. */
  Link cancel(BackendKeyData key) throws LinkException {
    Link link = connect();
    ClientCase.send(link, new CancelRequest(key.processId(), key.secretKey()));
    return link;
  }

  @Override
  public void close() {
    if (!backend.closed()) {
      backend.close();
    }
    outside.close();
  }
}
