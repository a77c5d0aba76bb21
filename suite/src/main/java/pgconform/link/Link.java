package pgconform.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLSession;
import pgconform.wire.Bytes;
import pgconform.wire.Side;

/**
 * A connection that is controlled exactly: which bytes are sent in which segments, when TLS begins,
 * and how the connection ends. A link that connects is the client, and decodes the messages of a
 * server; one that a {@link Listener} has accepted is the server, and decodes the messages of a
 * client.
 *
 * <p>A link makes no decisions and judges nothing: everything that the other side does becomes an
 * {@link Event}. A failed write is not an error of the link either; the {@link Event.Closed} that
 * follows shows it.
 *
 * <p>On the server side, a link stops decoding after a packet that starts no session (SSLRequest,
 * GSSENCRequest, CancelRequest), and at any byte that cannot begin a message (such as the first
 * byte of TLS). It holds the bytes until {@link #accept}, {@link #proceed} or {@link #takeOctets}
 * says what they are.
 */
public final class Link implements AutoCloseable {
  private final Poller poller;
  private final ConnectionTranscript transcript;
  private final Address address;
  private final ReceiveQueue inbox;
  private final NonBlockingSocket socket;
  private final EncryptionState protection;
  private final Sender sender;
  private final OurEnd ourEnd;

  private final NonBlockingSocket.Reader reader =
      new NonBlockingSocket.Reader() {
        @Override
        public void received(ByteBuffer octets) {
          int count = octets.remaining();
          protection.received(octets);
          inbox.count(count);
          socket.reading(inbox.hasRoom());
        }

        @Override
        public void ended(boolean reset) {
          inbox.ended(reset && !protection.left(), protection.closeNotify());
        }
      };

  private Link(Poller poller, ConnectionTranscript transcript, Address address) {
    this.poller = poller;
    this.address = address;
    this.transcript = transcript;
    inbox = new ReceiveQueue(transcript);
    socket = new NonBlockingSocket(poller, transcript, reader);
    protection =
        new EncryptionState(inbox, o -> socket.post(ByteBuffer.wrap(o.toArray())), transcript);
    sender = new Sender(poller, transcript, inbox, socket, protection);
    ourEnd = new OurEnd(poller, transcript, inbox, socket, protection);
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
    Link link = new Link(poller, new ConnectionTranscript(transcript, name, Side.BACKEND), address);
    link.socket.connect(address, deadline);
    link.transcript.note(new TransportNote.Connected(address));
    return link;
  }

  static Link accepted(
      Poller poller, ConnectionTranscript transcript, SocketChannel channel, Address address)
      throws IOException {
    Link link = new Link(poller, transcript, address);
    link.transcript.note(new TransportNote.Accepted(address));
    link.socket.adopt(channel, address instanceof Address.Unix);
    return link;
  }

  /** The next thing that the other side does, or empty once the deadline has passed without one. */
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

  /** The next thing that the other side has done already; does not look at the socket. */
  public Optional<Event> poll() {
    return poller.locked(this::take);
  }

  /** What {@link #poll} gives; it stays to be taken. */
  public Optional<Event> peek() {
    return poller.locked(inbox::peek);
  }

  /**
   * Returns one of the events that can be taken, and leaves it there; waits for it until the
   * deadline.
   *
   * @param index 0 for the next one
   * @return empty if there are not so many by then
   */
  public Optional<Event> untaken(int index, Deadline deadline) {
    poller.await(() -> inbox.untaken(index).isPresent(), deadline);
    return poller.locked(() -> inbox.untaken(index));
  }

  private Optional<Event> take() {
    Optional<Event> event = inbox.take();
    socket.reading(inbox.hasRoom());
    return event;
  }

  /** Whether an event can be taken; does not look at the socket. */
  public boolean hasEvent() {
    return poller.locked(() -> !inbox.isEmpty());
  }

  /** Whether octets are held; does not look at the socket. */
  public boolean holdsOctets() {
    return poller.locked(inbox::holdsOctets);
  }

  /** Whether such an event has arrived and is not yet consumed; reads from the socket. */
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
    sender.send(segments, what, gap, deadline);
  }

  /**
   * Sends bytes after those that are waiting to be sent, as soon as the network accepts them. Over
   * TLS they wait for the end of the handshake.
   *
   * @param what the messages that the octets are, for the transcript
   */
  public void post(Bytes octets, List<?> what) {
    sender.post(octets, what);
  }

  /** How many octets wait to be taken by the network. */
  public int unsent() {
    return poller.locked(socket::unsent);
  }

  /** Whether something could not be sent since the other side had closed the connection. */
  public boolean sendFailed() {
    return poller.locked(socket::sendFailed);
  }

  /** From now on octets are held as they come. */
  public void hold() {
    poller.locked(inbox::hold);
  }

  /** Decodes the held bytes, and all later ones, as plaintext messages. */
  public void proceed() {
    poller.locked(
        () -> {
          inbox.proceed();
          socket.reading(inbox.hasRoom());
        });
  }

  /** The octets of which no message was made so far; they stay to be taken. */
  public Bytes pending() {
    return poller.locked(inbox::pending);
  }

  /** Consumes all received bytes, including those of messages. */
  public Bytes takeOctets() {
    return poller.locked(
        () -> {
          Bytes octets = inbox.takeOctets();
          socket.reading(inbox.hasRoom());
          return octets;
        });
  }

  /** The next byte is the answer to SSLRequest or GSSENCRequest. */
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
    poller.locked(
        () -> protection.begin(settings, new ClientHello(alpn), request, what, this::postAtOnce));
  }

  private void postAtOnce(Bytes octets) {
    socket.post(ByteBuffer.wrap(octets.toArray()));
  }

  /**
   * The same, where the ClientHello and what stands in front of it leave in pieces.
   *
   * @param deadline by which all must have been taken by the network
   */
  public void encrypt(
      TlsSettings settings, ClientHello hello, Bytes request, List<?> what, Deadline deadline) {
    sender.send(
        () -> {
          List<Bytes> pieces = new ArrayList<>();
          protection.begin(
              settings, hello, request, what, octets -> pieces.addAll(hello.cut().apply(octets)));
          return pieces;
        },
        deadline);
  }

  /**
   * Answers the TLS handshake that the client begins, with what it has sent of it already. An
   * {@link Event.Encrypted} or {@link Event.TlsFailed} follows.
   *
   * @param grant what is sent in clear first, such as the answer to SSLRequest; may be empty
   * @param what the messages that those octets are, for the transcript
   */
  public void accept(ServerTls settings, Bytes grant, List<?> what) {
    poller.locked(() -> protection.accept(settings, grant, what, false));
  }

  /** The same, but plaintext that has already arrived is processed as if it were inside TLS. */
  public void acceptKeepingPlaintext(ServerTls settings, Bytes grant, List<?> what) {
    poller.locked(() -> protection.accept(settings, grant, what, true));
  }

  /**
   * Leaves TLS off: from now on octets cross the wire as they are, and those that come are held.
   */
  public void leaveTls() {
    poller.locked(
        () -> {
          inbox.hold();
          protection.leave();
        });
  }

  /** The TLS session, once {@link Event.Encrypted} was seen. */
  public Optional<SSLSession> tlsSession() {
    return poller.locked(protection::session);
  }

  /** Sends FIN (over TLS close_notify first) and goes on reading. */
  public void closeOutput() {
    ourEnd.closeOutput(true);
  }

  /** Sends FIN without close_notify and goes on reading. */
  public void closeOutputWithoutNotify() {
    ourEnd.closeOutput(false);
  }

  /** Sends close_notify and no FIN. */
  public void closeNotify() {
    ourEnd.closeNotify();
  }

  /** Sends RST and forgets the connection; what has not left yet may be lost. */
  public void reset() {
    ourEnd.reset();
  }

  /** Closes both sides (FIN, over TLS close_notify first); does nothing the second time. */
  @Override
  public void close() {
    ourEnd.close(true);
  }

  /** Closes both sides without close_notify; does nothing the second time. */
  public void closeWithoutNotify() {
    ourEnd.close(false);
  }

  /** Whether it was closed on our side. */
  public boolean closed() {
    return poller.locked(socket::closed);
  }

  /**
   * How the other side has ended the connection, if it has and everything before that was taken.
   */
  public Optional<Event> endTaken() {
    return poller.locked(
        () -> inbox.isEmpty() ? inbox.end().map(Event.class::cast) : Optional.empty());
  }

  /** How the other side has ended the connection, however many events before that are untaken. */
  public Optional<Event.Closed> end() {
    return poller.locked(inbox::end);
  }

  /** Whether the other side has ended the connection. */
  public boolean closedByPeer() {
    return end().isPresent();
  }

  /** Where the other side is; of a client on a Unix-domain socket, that socket. */
  public Address address() {
    return address;
  }

  /** From now on what crosses it is written into the transcript of another exchange. */
  public void recordIn(Transcript other) {
    poller.locked(() -> transcript.goOnIn(other));
  }

  /** Gives it the name that a scenario has for it, also in what its transcript holds already. */
  public void rename(String name) {
    poller.locked(() -> transcript.rename(name));
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
