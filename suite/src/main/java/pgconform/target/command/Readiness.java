package pgconform.target.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.scenario.TargetFile;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.HostPort;
import pgconform.target.libpq.SslMode;
import pgconform.target.libpq.TlsContexts;
import pgconform.target.process.StartedCommand;
import pgconform.wire.ProtocolVersion;

/**
 * Finds out whether a server that was started is ready, by the conditions of its target file.
 *
 * @param run the command that succeeds when the server is ready; empty if there is none
 */
record Readiness(
    TargetFile.Ready conditions, Optional<StartedCommand> run, ConnectionSettings settings) {
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  /** SQLSTATE cannot_connect_now: the server is still starting. */
  private static final String STARTING = "57P03";

  /** Returns what is still missing, in a few words; empty if the server is ready. */
  Optional<String> missing(StartedCommand.Running server) {
    if (conditions.log().isPresent() && !server.hasPrinted(conditions.log().get())) {
      return Optional.of("no line of its output matches 'log'");
    }
    if (conditions.connect().isPresent()) {
      Optional<String> missing =
          conditions.connect().get() == TargetFile.Connect.TCP ? connection() : answer();
      if (missing.isPresent()) {
        return missing;
      }
    }
    return run.isPresent() && !run.get().succeeds(ATTEMPT)
        ? Optional.of("the command in 'ready' fails")
        : Optional.empty();
  }

  private Optional<String> connection() {
    HostPort host = settings.hosts().get(0);
    if (host.isUnixSocket()) {
      return answer();
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host.address(), host.port()), (int) ATTEMPT.toMillis());
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of("it takes no connections");
    }
  }

  /**
   * Tries to log in. A TCP connection says little, because a port can be open while a server is
   * starting.
   */
  private Optional<String> answer() {
    HostPort host = settings.hosts().get(0);
    Address address =
        host.isUnixSocket()
            ? new Address.Unix(host.socketFile())
            : new Address.Tcp(host.address(), host.port());
    // A password that is for TLS only is not sent without TLS.
    Transport transport =
        settings.sslmode().compareTo(SslMode.REQUIRE) >= 0 ? Transport.TLS : Transport.PLAIN;
    Deadline deadline = Deadline.in(ATTEMPT);
    try (Poller poller = new Poller()) {
      Link link =
          new Connector(address, TlsContexts.of(settings, host))
              .open(poller, Transcript.none(), "ready", transport, deadline);
      return session(link, deadline);
    } catch (LinkException e) {
      return Optional.of(e.reached() ? e.getMessage() : "it takes no connections");
    }
  }

  private Optional<String> session(Link link, Deadline deadline) {
    Login login =
        new Login(
            settings.user(),
            settings.database(),
            settings.passwordFor(settings.hosts().get(0)),
            ProtocolVersion.V3_0,
            List.of());
    try (link) {
      Session.start(link, login, deadline).close();
      return Optional.empty();
    } catch (StartUpException e) {
      boolean starting =
          e.error().isEmpty()
              ? e.closed() || e.silent()
              : e.error().flatMap(error -> error.sqlState()).orElse("").equals(STARTING);
      // Any other error is an answer, which the probe handles.
      return starting ? Optional.of(e.getMessage()) : Optional.empty();
    }
  }
}
