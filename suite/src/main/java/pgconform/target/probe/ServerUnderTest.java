package pgconform.target.probe;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.ThrowAwayServer;
import pgconform.link.Address;
import pgconform.scenario.Profile;
import pgconform.session.Login;
import pgconform.target.libpq.ConnectionSettings;

/**
 * A server to be judged. One that is already running has only settings; one that was started for
 * the run has the rest as well.
 */
public interface ServerUnderTest extends AutoCloseable {
  /** Returns how the server is reached. */
  ConnectionSettings settings();

  /** Returns a Unix socket of the server, in addition to the address by which it is reached. */
  default Optional<Address> unixSocket() {
    return Optional.empty();
  }

  /** Returns further logins, by the word that scenarios have for them. */
  default Map<String, Login> logins() {
    return Map.of();
  }

  /** Returns whether these logins need not be tried, because this tool has created them. */
  default boolean knowsItsLogins() {
    return false;
  }

  /** Returns a factory of servers of the same kind, which a case may shut down. */
  default Optional<ThrowAwayServer.Factory> throwAwayServers() {
    return Optional.empty();
  }

  /** Returns whether nobody else uses the server. */
  default boolean exclusive() {
    return false;
  }

  /** Returns how that is known. */
  default String whyExclusive() {
    return "started for this run";
  }

  /**
   * Returns an action that starts the server again after it has ended on its own; empty if that is
   * not possible.
   */
  default Optional<Runnable> restart() {
    return Optional.empty();
  }

  /**
   * Returns how the server has ended, with its last output; empty if it is running, or its end
   * cannot be observed.
   */
  default Optional<String> death() {
    return Optional.empty();
  }

  /**
   * Returns the profile by which the user wants it to be judged, unless an option gives another
   * one.
   */
  default Optional<Profile> profile() {
    return Optional.empty();
  }

  /** Returns the query that the user wants to be held, unless an option gives another one. */
  default Optional<String> slowQuery() {
    return Optional.empty();
  }

  /** Returns how long a client may take to log in, if the user says so. */
  default Optional<Duration> authenticationTimeout() {
    return Optional.empty();
  }

  /** Ends what was started. */
  @Override
  default void close() {}
}
