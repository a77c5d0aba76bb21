package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.link.TransportNote;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.wire.CancelRequest;
import pgconform.wire.ProtocolVersion;

/**
 * Starts sessions, in one way, on a server that is being probed.
 *
 * @param patience the time limits of a login, and of other answers
 */
record SessionStarter(
    Connector connector, Transport transport, Login login, Poller poller, ProbeTimeouts patience) {
  /**
   * A server that refuses by closing does so at once. One that closes later than this may have a
   * time limit for logins for which this process was too slow, because the machine is busy or
   * because this is the first TLS handshake of the JVM.
   */
  private static final Duration LATE = Duration.ofSeconds(1);

  /** The time that the cancel of an unanswered query may take. */
  private static final Duration CANCEL = Duration.ofSeconds(1);

  /** Returns the same starter with another transport. */
  SessionStarter over(Transport other) {
    return new SessionStarter(connector, other, login, poller, patience);
  }

  /** Returns the same starter with other addresses. */
  SessionStarter at(Connector other) {
    return new SessionStarter(other, transport, login, poller, patience);
  }

  /** Returns the same starter with another role. */
  SessionStarter as(Login other) {
    return new SessionStarter(connector, transport, other, poller, patience);
  }

  /** Returns the same starter with other time limits. */
  SessionStarter within(ProbeTimeouts other) {
    return new SessionStarter(connector, transport, login, poller, other);
  }

  /** Returns the same starter with another protocol version. */
  SessionStarter under(ProtocolVersion version) {
    return new SessionStarter(connector, transport, login.under(version), poller, patience);
  }

  /** Returns the same starter with statements that each session runs after its start-up. */
  SessionStarter setting(List<String> statements) {
    return new SessionStarter(connector, transport, login.setting(statements), poller, patience);
  }

  /** Starts a session; the exception gives the reason if there is none. */
  Session start() throws IOException {
    long begun = System.nanoTime();
    Transcript transcript = new Transcript();
    try {
      return attempt(transcript, patience.next());
    } catch (LinkException | StartUpException e) {
      Duration taken = Duration.ofNanos(System.nanoTime() - begun);
      if (isSilence(e)) {
        patience.lost(taken);
      }
      if (!isClosed(e) || taken.compareTo(LATE) < 0) {
        throw e;
      }
      // A server that closes right after it has received data, however late that was, refuses them.
      Duration silent = Duration.ofNanos(System.nanoTime() - lastSent(transcript).orElse(begun));
      String guess =
          silent.compareTo(LATE) < 0 ? "" : "; perhaps the server's time limit for it had passed";
      throw new IOException(
          "%s, %.1f s after pgconform began to connect%s"
              .formatted(e.getMessage(), taken.toMillis() / 1e3, guess),
          e);
    }
  }

  /** Returns when the last octets were sent, by {@link System#nanoTime()}; empty if none were. */
  private static Optional<Long> lastSent(Transcript transcript) {
    return transcript.entries().stream()
        .filter(
            entry ->
                entry.kind() == Transcript.Kind.SENT
                    || entry.notes(TransportNote.ClientHello.class))
        .map(entry -> transcript.start() + entry.nanos())
        .reduce((earlier, later) -> later);
  }

  /** Returns whether the server is connected and did not answer. */
  private static boolean isSilence(IOException e) {
    return e instanceof LinkException link
        ? link.reached() && !link.closed() && link.answer().isEmpty()
        : e instanceof StartUpException startUp && startUp.silent();
  }

  private static boolean isClosed(IOException e) {
    return (e instanceof LinkException link && link.closed())
        || (e instanceof StartUpException startUp && startUp.closed());
  }

  private Session attempt(Transcript transcript, Deadline deadline)
      throws LinkException, StartUpException {
    Link link = connector.open(poller, transcript, "probe", transport, deadline);
    try {
      return Session.start(link, login, deadline);
    } catch (StartUpException e) {
      link.close();
      throw e;
    }
  }

  /**
   * Ends a session in which a query may still be running: the query is canceled if the server sent
   * a key, because a server may take long to notice that its client has left.
   */
  void abandon(Session session) {
    session
        .keyData()
        .map(key -> new CancelRequest(key.processId(), key.secretKey()))
        .ifPresent(this::send);
    session.close();
  }

  private void send(CancelRequest request) {
    try {
      Deadline deadline = Deadline.in(CANCEL);
      Link link = connector.open(poller, Transcript.none(), "cancel", transport, deadline);
      link.send(request.encode(), List.of(request), deadline);
      // The server closes the connection when it has handled the request.
      link.next(deadline);
      link.close();
    } catch (LinkException e) {
      // If the server cannot be reached, the query cannot be canceled.
    }
  }
}
