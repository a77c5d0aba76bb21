package pgconform.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import javax.net.ssl.SSLSession;
import pgconform.wire.Bytes;

/**
 * A client's connection to a server under exact control: which octets leave in which segments, when
 * TLS begins, how the connection ends.
 *
 * <p>A link decides nothing and judges nothing: whatever the server does becomes an {@link Event}.
 * Also a failed write is no error here; the {@link Event.Closed} that belongs to it tells.
 */
public final class Link implements AutoCloseable {
  /** Segments in a row after which one waits for the pace of the network, see {@link #send}. */
  private static final int SEGMENTS_IN_FLIGHT = 8;

  private final Poller poller;
  private final ConnectionTranscript transcript;
  private final Inbox inbox;
  private final WatchedSocket socket;
  private final Protection protection;
  // TLS records have to leave in the order in which they were made.
  private final ReentrantLock sending = new ReentrantLock();

  private final WatchedSocket.Reader reader =
      new WatchedSocket.Reader() {
        @Override
        public void received(ByteBuffer octets) {
          int count = octets.remaining();
          protection.received(octets);
          inbox.count(count);
          socket.reading(inbox.hasRoom());
        }

        @Override
        public void ended(boolean reset) {
          inbox.end(reset, protection.closeNotify());
        }
      };

  private Link(Poller poller, ConnectionTranscript transcript) {
    this.poller = poller;
    this.transcript = transcript;
    inbox = new Inbox(transcript);
    socket = new WatchedSocket(poller, transcript, reader);
    protection =
        new Protection(inbox, o -> socket.writeSome(ByteBuffer.wrap(o.toArray())), transcript);
  }

  /**
   * Connects.
   *
   * @param name what the scenario calls the connection; used in transcripts
   * @throws LinkException if there is no connection by the deadline
   */
  public static Link connect(
      Poller poller, Transcript transcript, String name, Address address, Deadline deadline)
      throws LinkException {
    Link link = new Link(poller, new ConnectionTranscript(transcript, name));
    link.socket.connect(address, deadline);
    link.transcript.note("connected to " + address);
    return link;
  }

  /** The next thing that the server does, or empty once the deadline has passed without one. */
  public Optional<Event> next(Deadline deadline) {
    while (poller.await(() -> !inbox.isEmpty(), deadline)) {
      Optional<Event> event = poller.locked(this::take);
      // Empty if another thread was quicker.
      if (event.isPresent()) {
        return event;
      }
    }
    return Optional.empty();
  }

  private Optional<Event> take() {
    Optional<Event> event = inbox.take();
    socket.reading(inbox.hasRoom());
    return event;
  }

  /** Whether such an event has come and was not taken yet; looks at the socket. */
  public boolean waiting(Predicate<Event> kind) {
    return poller.await(() -> inbox.holds(kind), Deadline.in(Duration.ZERO));
  }

  /** Sends octets in one write. */
  public void send(Bytes bytes, List<?> what, Deadline deadline) {
    send(List.of(bytes), what, Duration.ZERO, deadline);
  }

  /**
   * Sends octets in segments of their own: each leaves before the next is written, and over TLS
   * each is a record of its own. Of more than ten in a row some may leave together, if the other
   * side is late in acknowledging.
   *
   * @param what the messages that the octets are, for the transcript
   * @param gap time between two segments; at least what the network needs to keep them apart is
   *     taken by the caller's choice, zero sends them as fast as they go
   * @param deadline by which all must have been taken by the network
   */
  public void send(List<Bytes> segments, List<?> what, Duration gap, Deadline deadline) {
    sending.lock();
    try {
      List<?> items = what;
      for (int i = 0; i < segments.size(); i++) {
        if (i > 0 && !gap.isZero()) {
          poller.pause(Math.min(gap.toNanos(), Math.max(0, deadline.nanosLeft())));
        } else if (i > 0 && i % SEGMENTS_IN_FLIGHT == 0) {
          // The initial congestion window holds ten segments; what queues behind it is merged.
          poller.pause(Duration.ofMillis(1).toNanos());
        }
        if (i > 0 && deadline.passed()) {
          int left = segments.size() - i;
          transcript.note("%d segments could not be sent in time".formatted(left));
          return;
        }
        Bytes segment = segments.get(i);
        transcript.sent(items, segment);
        items = List.of();
        Bytes octets = poller.locked(() -> protection.protect(segment));
        socket.write(ByteBuffer.wrap(octets.toArray()), deadline);
      }
    } finally {
      sending.unlock();
    }
  }

  /** The next octet that comes is the lone answer to SSLRequest or GSSENCRequest. */
  public void expectEncryptionResponse() {
    poller.locked(inbox::expectEncryptionResponse);
  }

  /** The server may answer in protocol 2.0 from here on. */
  public void expectProtocolTwo() {
    poller.locked(inbox::expectProtocolTwo);
  }

  /**
   * Begins a TLS handshake: sends the ClientHello and returns. An {@link Event.Encrypted} or {@link
   * Event.TlsFailed} follows.
   */
  public void encrypt(TlsSettings settings, List<String> alpn) {
    encrypt(settings, alpn, Bytes.EMPTY, List.of());
  }

  /**
   * The same, where the ClientHello leaves in one write with a request that has yet to be granted.
   *
   * @param request SSLRequest, or whatever is to stand in front of the ClientHello; if empty, the
   *     handshake begins at once
   * @param what the messages that those octets are, for the transcript
   */
  public void encrypt(TlsSettings settings, List<String> alpn, Bytes request, List<?> what) {
    poller.locked(() -> protection.begin(settings, alpn, request, what));
  }

  /** The TLS session, once {@link Event.Encrypted} was seen. */
  public Optional<SSLSession> tlsSession() {
    return poller.locked(protection::session);
  }

  /** Sends FIN (over TLS close_notify first) and goes on reading. */
  public void closeOutput() {
    poller.locked(
        () -> {
          transcript.note("we close our side (FIN)");
          try {
            sayCloseNotify();
            socket.shutdownOutput();
          } catch (IOException e) {
            transcript.note("already closed");
          }
        });
  }

  /** Sends RST and forgets the connection; what has not left yet may be lost. */
  public void reset() {
    poller.locked(
        () -> {
          if (!socket.abandoned()) {
            transcript.note("we reset the connection (RST)");
            try {
              socket.resetWhenClosed();
            } catch (IOException | UnsupportedOperationException e) {
              transcript.note("cannot reset this kind of socket, closing");
            }
            socket.abandon();
          }
        });
  }

  /** Closes both sides (FIN, over TLS close_notify first); does nothing the second time. */
  @Override
  public void close() {
    poller.locked(
        () -> {
          if (!socket.abandoned()) {
            boolean closedByPeer = inbox.end().isPresent();
            transcript.note(closedByPeer ? "closed" : "we close the connection (FIN)");
            try {
              sayCloseNotify();
            } catch (IOException e) {
              // The server is gone: nobody to tell.
            }
            socket.abandon();
          }
        });
  }

  private void sayCloseNotify() throws IOException {
    if (inbox.end().isEmpty()) {
      protection.sayCloseNotify();
    }
  }

  /** How the server has ended the connection, if it has and everything before that was taken. */
  public Optional<Event> endTaken() {
    return poller.locked(
        () -> inbox.isEmpty() ? inbox.end().map(Event.class::cast) : Optional.empty());
  }

  /** Whether the server has ended the connection, however many events before that are untaken. */
  public boolean closedByPeer() {
    return poller.locked(() -> inbox.end().isPresent());
  }

  /** The name that the scenario gave the connection. */
  public String name() {
    return transcript.name();
  }

  /** The poller that watches this link. */
  public Poller poller() {
    return poller;
  }
}
