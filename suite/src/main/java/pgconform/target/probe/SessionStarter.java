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
 * Starts sessions, in one way, on a server that is being probed.
 *
 * @param patience how long a login may take
 */
record SessionStarter(
    Connector connector, Transport transport, Login login, Poller poller, Duration patience) {
  /**
   * A server that refuses by closing does so at once. One that closes later than this may have a
   * time limit for logins that this process was too slow for, because the machine is busy or
   * because this is the first TLS handshake of its virtual machine.
   */
  private static final Duration LATE = Duration.ofSeconds(1);

  /** Returns the same by another transport. */
  SessionStarter over(Transport other) {
    return new SessionStarter(connector, other, login, poller, patience);
  }

  /** Returns the same with other addresses. */
  SessionStarter at(Connector other) {
    return new SessionStarter(other, transport, login, poller, patience);
  }

  /** Returns the same with another patience. */
  SessionStarter within(Duration other) {
    return new SessionStarter(connector, transport, login, poller, other);
  }

  /** Returns the same under another version of the protocol. */
  SessionStarter under(ProtocolVersion version) {
    return new SessionStarter(connector, transport, login.under(version), poller, patience);
  }

  /** Starts a session; the exception says why there is none. */
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

  /** Tells whether a session begins. */
  boolean works() {
    try {
      start().close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
