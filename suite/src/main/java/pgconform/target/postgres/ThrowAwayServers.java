package pgconform.target.postgres;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.AdvisoryLocks;
import pgconform.exchange.HoldStrategy;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Transport;
import pgconform.scenario.ServerStep;
import pgconform.scenario.ShutdownStep;
import pgconform.session.Login;
import pgconform.target.libpq.HostPort;
import pgconform.target.libpq.TlsContexts;

/**
 * Starts throw-away servers in addition to a server. Since creating a data directory takes long,
 * that of a server that has ended is kept for the next case.
 */
public final class ThrowAwayServers implements ThrowAwayServer.Factory, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final StartedServer main;
  private final Login login;
  private final Map<Kind, Deque<StartedServer>> ended = new HashMap<>();

  /** The properties that servers share if they can use the same data directory. */
  private record Kind(ServerStep.State state, Map<String, String> settings) {}

  /**
   * Creates a factory that has not started any server yet.
   *
   * @param login how a superuser logs in to such a server
   */
  public ThrowAwayServers(StartedServer main, Login login) {
    this.main = main;
    this.login = login;
  }

  /** Creates a factory for servers with the usual {@link Roles}. */
  ThrowAwayServers(StartedServer main) {
    this(main, Roles.login(Roles.SUPERUSER, Optional.empty()));
  }

  @Override
  public ThrowAwayServer start(ServerStep wanted) {
    Kind kind = new Kind(wanted.state(), wanted.settings());
    StartedServer running = running(kind);
    Connector connector = connector(running);
    AdvisoryLocks strategy = new AdvisoryLocks(connector, Transport.PLAIN, login, PATIENCE);
    return new ThrowAwayServer() {
      @Override
      public Connector connector() {
        return connector;
      }

      @Override
      public HoldStrategy holdStrategy() {
        return strategy;
      }

      @Override
      public void shutDown(ShutdownStep.Mode mode) {
        running.shutDown(mode);
      }

      @Override
      public void close() {
        strategy.close();
        running.end();
        synchronized (ended) {
          ended.get(kind).push(running);
        }
      }
    };
  }

  private StartedServer running(Kind kind) {
    StartedServer server;
    synchronized (ended) {
      server = ended.computeIfAbsent(kind, k -> new ArrayDeque<>()).poll();
    }
    if (server == null) {
      return main.startAnother(kind.state == ServerStep.State.RECOVERING, kind.settings);
    }
    server.startAgain();
    return server;
  }

  private Connector connector(StartedServer server) {
    HostPort host = server.settings().hosts().get(0);
    Address tcp = new Address.Tcp(host.address(), host.port());
    Optional<Address> socket = server.unixSocket();
    return new Connector(
        tcp,
        socket,
        server.tls() ? socket : Optional.of(tcp),
        TlsContexts.of(server.settings(), host));
  }

  @Override
  public void close() {
    synchronized (ended) {
      for (Deque<StartedServer> servers : ended.values()) {
        servers.forEach(StartedServer::close);
        servers.clear();
      }
    }
  }
}
