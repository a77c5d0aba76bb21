package pgconform.target;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.exchange.AdvisoryLocks;
import pgconform.exchange.Dialect;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.TlsSettings;
import pgconform.link.Transport;
import pgconform.scenario.Step;
import pgconform.session.Login;
import pgconform.wire.ProtocolVersion;

/**
 * A throw-away server beside an embedded one.
 *
 * @param server the throw-away one
 * @param connector how to reach it
 * @param dialect how a query is held on it
 */
record Sibling(EmbeddedPostgres server, Connector connector, Dialect dialect)
    implements ThrowAwayServer {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Starts one.
   *
   * @param bySocket whether it is to be reached by its Unix socket, too
   */
  static Sibling start(EmbeddedPostgres main, Step.Server.State state, boolean bySocket) {
    EmbeddedPostgres server = main.startAnother(state == Step.Server.State.RECOVERING);
    ConnectionSettings settings = server.settings();
    HostPort host = settings.hosts().get(0);
    TlsSettings tls = TlsContexts.of(settings, host);
    Address tcp = new Address.Tcp(host.address(), host.port());
    Optional<Address> socket =
        bySocket ? Optional.of(new Address.Unix(server.socketFile())) : Optional.empty();
    Connector connector = new Connector(tcp, socket, server.tls() ? socket : Optional.of(tcp), tls);
    Login login =
        new Login(
            settings.user(),
            settings.database(),
            Optional.empty(),
            ProtocolVersion.V3_0,
            List.of());
    return new Sibling(
        server, connector, new AdvisoryLocks(connector, Transport.PLAIN, login, PATIENCE));
  }

  @Override
  public void shutDown(Step.Shutdown.Mode mode) {
    server.shutDown(mode);
  }

  @Override
  public void close() {
    dialect.close();
    server.close();
  }
}
