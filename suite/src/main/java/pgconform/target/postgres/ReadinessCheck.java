package pgconform.target.postgres;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import pgconform.link.Address;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.session.Session;
import pgconform.session.StartUpException;

/**
 * Finds out whether a server is ready by logging in. A TCP connection says little, because the port
 * is open, and TLS works, while the server is still starting up.
 */
enum ReadinessCheck {
  /** A superuser's login succeeds, up to ReadyForQuery. */
  LOGGED_IN,
  /** A superuser gets an error. */
  REFUSED,
  /** There is no server yet. */
  NOT_THERE;

  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** Tries to log in on a port of the loopback address. */
  static ReadinessCheck at(int port) {
    return at(new Address.Tcp("127.0.0.1", port));
  }

  /** Tries to log in at an address. */
  static ReadinessCheck at(Address address) {
    Deadline deadline = Deadline.in(LIMIT);
    try (Poller poller = new Poller();
        Link link = Link.connect(poller, Transcript.none(), "ready", address, deadline)) {
      Session.start(link, Roles.login(Roles.SUPERUSER, Optional.empty()), deadline).close();
      return LOGGED_IN;
    } catch (StartUpException e) {
      return e.error().isPresent() ? REFUSED : NOT_THERE;
    } catch (IOException e) {
      return NOT_THERE;
    }
  }
}
