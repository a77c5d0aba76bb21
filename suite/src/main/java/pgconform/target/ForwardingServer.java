package pgconform.target;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.scenario.Profile;
import pgconform.session.Login;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.probe.ServerUnderTest;

/** A decorator that overrides some properties of a server. */
interface ForwardingServer extends ServerUnderTest {
  /** Returns the server, which provides everything that is not overridden here. */
  ServerUnderTest server();

  @Override
  default ConnectionSettings settings() {
    return server().settings();
  }

  @Override
  default Optional<Address> unixSocket() {
    return server().unixSocket();
  }

  @Override
  default Map<String, Login> logins() {
    return server().logins();
  }

  @Override
  default boolean knowsItsLogins() {
    return server().knowsItsLogins();
  }

  @Override
  default Optional<ThrowAwayServer.Factory> throwAwayServers() {
    return server().throwAwayServers();
  }

  @Override
  default boolean exclusive() {
    return server().exclusive();
  }

  @Override
  default String whyExclusive() {
    return server().whyExclusive();
  }

  @Override
  default Optional<Runnable> restart() {
    return server().restart();
  }

  @Override
  default Optional<String> death() {
    return server().death();
  }

  @Override
  default Optional<Profile> profile() {
    return server().profile();
  }

  @Override
  default Optional<String> slowQuery() {
    return server().slowQuery();
  }

  @Override
  default Optional<Duration> authenticationTimeout() {
    return server().authenticationTimeout();
  }

  @Override
  default void close() {
    server().close();
  }
}
