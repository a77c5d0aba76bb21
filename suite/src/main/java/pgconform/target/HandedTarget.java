package pgconform.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.scenario.Profile;
import pgconform.session.Login;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.probe.RunningServer;
import pgconform.target.process.Output;

/**
 * A target that a program hands over, such as a test that has started a server in its own process.
 *
 * @param spec where it is
 * @param exclusive whether the program says that nobody else uses it
 * @param again starts it again where it has ended; empty if nobody can
 */
public record HandedTarget(TargetSpec spec, boolean exclusive, Optional<Runnable> again)
    implements TargetSpec {
  @Override
  public String displayName() {
    return spec.displayName();
  }

  @Override
  public String commandLine() {
    return spec.commandLine();
  }

  @Override
  public String address() {
    return spec.address();
  }

  @Override
  public Optional<Path> expectations() {
    return spec.expectations();
  }

  @Override
  public Optional<Output> output() {
    return spec.output();
  }

  @Override
  public Optional<String> opening() {
    return spec.opening();
  }

  @Override
  public List<String> check(Map<String, String> environment, Path home) {
    return spec.check(environment, home);
  }

  @Override
  public RunningServer open(Map<String, String> environment, Path home) {
    return new Handed(spec.open(environment, home), exclusive, again);
  }

  /** The server, which whoever can start it again has started for this run. */
  private record Handed(RunningServer server, boolean declared, Optional<Runnable> again)
      implements RunningServer {
    @Override
    public ConnectionSettings settings() {
      return server.settings();
    }

    @Override
    public Optional<Address> unixSocket() {
      return server.unixSocket();
    }

    @Override
    public Map<String, Login> logins() {
      return server.logins();
    }

    @Override
    public boolean knowsItsLogins() {
      return server.knowsItsLogins();
    }

    @Override
    public Optional<ThrowAwayServer.Factory> throwAwayServers() {
      return server.throwAwayServers();
    }

    @Override
    public boolean exclusive() {
      return declared || again.isPresent() || server.exclusive();
    }

    @Override
    public String whyExclusive() {
      return server.exclusive() || again.isPresent()
          ? "started for this run"
          : "as the program says that hands it over";
    }

    @Override
    public Optional<Runnable> restart() {
      return again.or(server::restart);
    }

    @Override
    public Optional<String> death() {
      return server.death();
    }

    @Override
    public Optional<Profile> profile() {
      return server.profile();
    }

    @Override
    public Optional<String> slowQuery() {
      return server.slowQuery();
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
