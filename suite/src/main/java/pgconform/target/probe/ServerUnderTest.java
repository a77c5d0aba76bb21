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
 * A server to be judged. One that is only reached has settings and nothing else; one that was
 * started for the run has the rest as well.
 */
public interface ServerUnderTest extends AutoCloseable {
  /** Returns how the server is reached. */
  ConnectionSettings settings();

  /** Returns a Unix socket of the server besides the address that it is reached at. */
  default Optional<Address> unixSocket() {
    return Optional.empty();
  }

  /** Returns further logins, by the word that scenarios have for them. */
  default Map<String, Login> logins() {
    return Map.of();
  }

  /** Tells whether these logins need not be tried, as this tool has made them. */
  default boolean knowsItsLogins() {
    return false;
  }

  /** Returns what starts servers of the same kind that a case may shut down. */
  default Optional<ThrowAwayServer.Factory> throwAwayServers() {
    return Optional.empty();
  }

  /** Tells whether nobody else uses the server. */
  default boolean exclusive() {
    return false;
  }

  /** Returns how that is known. */
  default String whyExclusive() {
    return "started for this run";
  }

  /**
   * Returns what starts the server again where it has ended by itself; empty if nobody here can.
   */
  default Optional<Runnable> restart() {
    return Optional.empty();
  }

  /**
   * Says how the server has ended, and what its last words were; empty if it runs, or nobody here
   * can tell.
   */
  default Optional<String> death() {
    return Optional.empty();
  }

  /** Returns the profile that the user wants it to be judged by, unless an option says another. */
  default Optional<Profile> profile() {
    return Optional.empty();
  }

  /** Returns the query that the user wants to be held, unless an option gives another. */
  default Optional<String> slowQuery() {
    return Optional.empty();
  }

  /** Returns how long a client may take to log in, where the user says so. */
  default Optional<Duration> authenticationTimeout() {
    return Optional.empty();
  }

  /** Ends what was started. */
  @Override
  default void close() {}
}
