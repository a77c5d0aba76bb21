package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.wire.ProtocolVersion;

/**
 * One way to a session on a server that is being probed.
 *
 * @param patience how long a login may take
 */
record SessionStarter(
    Connector connector, Transport transport, Login login, Poller poller, Duration patience) {
  /**
   * Whoever refuses by closing does so at once. Whoever closes later than this may have a time
   * limit for logins, and we have been too slow for it: so is a machine that is busy with something
   * else, and a virtual machine that speaks TLS for the first time.
   */
  private static final Duration LATE = Duration.ofSeconds(1);

  /** The same by another transport. */
  SessionStarter over(Transport other) {
    return new SessionStarter(connector, other, login, poller, patience);
  }

  /** The same where other addresses are known. */
  SessionStarter at(Connector other) {
    return new SessionStarter(other, transport, login, poller, patience);
  }

  /** The same under another version of the protocol. */
  SessionStarter under(ProtocolVersion version) {
    return new SessionStarter(connector, transport, login.under(version), poller, patience);
  }

  /** The session, or why there is none. */
  Session start() throws IOException {
    long begun = System.nanoTime();
    try {
      return attempt(Deadline.in(patience));
    } catch (LinkException | StartUpException e) {
      Duration taken = Duration.ofNanos(System.nanoTime() - begun);
      if (!isClosed(e) || taken.compareTo(LATE) < 0) {
        throw e;
      }
      String late = "%s, %.1f s after we began: perhaps we were too slow for it";
      throw new IOException(late.formatted(e.getMessage(), taken.toMillis() / 1e3), e);
    }
  }

  private static boolean isClosed(IOException e) {
    return (e instanceof LinkException link && link.closed())
        || (e instanceof StartUpException startUp && startUp.closed());
  }

  private Session attempt(Deadline deadline) throws LinkException, StartUpException {
    Link link = connector.open(poller, new Transcript(), "probe", transport, deadline);
    try {
      return Session.start(link, login, deadline);
    } catch (StartUpException e) {
      link.close();
      throw e;
    }
  }

  /** Whether there is a session. */
  boolean works() {
    try {
      start().close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
