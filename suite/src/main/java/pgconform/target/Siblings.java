package pgconform.target;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.AdvisoryLocks;
import pgconform.exchange.Dialect;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Transport;
import pgconform.scenario.ServerStep;
import pgconform.scenario.ShutdownStep;
import pgconform.session.Login;
import pgconform.wire.ProtocolVersion;

/**
 * The throw-away servers beside an embedded one. A data directory takes long to make, so that of a
 * server that has ended is kept for the next case.
 */
final class Siblings implements ThrowAwayServer.Factory, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final EmbeddedPostgres main;
  private final Map<Kind, Deque<EmbeddedPostgres>> ended = new HashMap<>();

  /** What has to be the same for a data directory to be used again. */
  private record Kind(ServerStep.State state, Map<String, String> settings) {}

  /** None so far. */
  Siblings(EmbeddedPostgres main) {
    this.main = main;
  }

  @Override
  public ThrowAwayServer start(ServerStep wanted) {
    Kind kind = new Kind(wanted.state(), wanted.settings());
    EmbeddedPostgres server;
    synchronized (ended) {
      server = ended.computeIfAbsent(kind, k -> new ArrayDeque<>()).poll();
    }
    if (server == null) {
      server = main.startAnother(kind.state == ServerStep.State.RECOVERING, kind.settings);
    } else {
      server.startAgain();
    }
    Connector connector = connector(server);
    ConnectionSettings settings = server.settings();
    Login login =
        new Login(
            settings.user(),
            settings.database(),
            Optional.empty(),
            ProtocolVersion.V3_0,
            List.of());
    AdvisoryLocks dialect = new AdvisoryLocks(connector, Transport.PLAIN, login, PATIENCE);
    return new Sibling(server, kind, connector, dialect);
  }

  private Connector connector(EmbeddedPostgres server) {
    HostPort host = server.settings().hosts().get(0);
    Address tcp = new Address.Tcp(host.address(), host.port());
    Optional<Address> socket = Optional.of(new Address.Unix(server.socketFile()));
    return new Connector(
        tcp,
        socket,
        server.tls() ? socket : Optional.of(tcp),
        TlsContexts.of(server.settings(), host));
  }

  private final class Sibling implements ThrowAwayServer {
    private final EmbeddedPostgres server;
    private final Kind kind;
    private final Connector connector;
    private final Dialect dialect;

    Sibling(EmbeddedPostgres server, Kind kind, Connector connector, Dialect dialect) {
      this.server = server;
      this.kind = kind;
      this.connector = connector;
      this.dialect = dialect;
    }

    @Override
    public Connector connector() {
      return connector;
    }

    @Override
    public Dialect dialect() {
      return dialect;
    }

    @Override
    public void shutDown(ShutdownStep.Mode mode) {
      server.shutDown(mode);
    }

    @Override
    public void close() {
      dialect.close();
      server.end();
      synchronized (ended) {
        ended.get(kind).push(server);
      }
    }
  }

  @Override
  public void close() {
    synchronized (ended) {
      for (Deque<EmbeddedPostgres> servers : ended.values()) {
        servers.forEach(EmbeddedPostgres::close);
        servers.clear();
      }
    }
  }
}
