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
 * A connection under exact control: which bytes are sent in which segments, when TLS begins, and
 * how the connection ends. A link that connects is the client, and decodes the messages of a
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
 * decides what they are.
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
   * Connects to an address.
   *
   * @param name the name of the connection in the scenario; used in transcripts
   * @throws LinkException if there is no connection by the deadline
   */
  public static Link connect(
      Poller poller, Transcript transcript, String name, Address address, Deadline deadline)
      throws LinkException {
    Link link = new Link(poller, new ConnectionTranscript(transcript, name, Side.BACKEND), address);
    link.socket.connect(address, deadline);
    return link;
  }

  static Link accepted(
      Poller poller, ConnectionTranscript transcript, SocketChannel channel, Address address)
      throws IOException {
    Link link = new Link(poller, transcript, address);
    link.socket.adopt(channel, address);
    return link;
  }

  /** Returns the next event of the other side; empty if the deadline passes without one. */
  public Optional<Event> next(Deadline deadline) {
    while (poller.await(() -> !inbox.isEmpty(), deadline)) {
      Optional<Event> event = poller.locked(this::take);
      // Empty if another thread was faster.
      if (event.isPresent()) {
        return event;
      }
    }
    return Optional.empty();
  }

  /** Returns the next event that has already arrived; does not read from the socket. */
  public Optional<Event> poll() {
    return poller.locked(this::take);
  }

  /** Returns what {@link #poll} would return, but leaves it there. */
  public Optional<Event> peek() {
    return poller.locked(inbox::peek);
  }

  /**
   * Waits for one of the next events until the deadline, and returns it without taking it.
   *
   * @param index 0 for the next one
   * @return the event; empty if fewer events have come by then
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

  /** Returns whether an event can be taken; does not read from the socket. */
  public boolean hasEvent() {
    return poller.locked(() -> !inbox.isEmpty());
  }

  /** Returns whether octets are held; does not read from the socket. */
  public boolean holdsOctets() {
    return poller.locked(inbox::holdsOctets);
  }

  /**
   * Returns whether an event of this kind has arrived and was not yet taken; reads from the socket.
   */
  public boolean waiting(Predicate<Event> kind) {
    return poller.await(() -> inbox.holds(kind), Deadline.in(Duration.ZERO));
  }

  /** Sends octets in one write. */
  public void send(Bytes bytes, List<?> what, Deadline deadline) {
    send(List.of(bytes), what, Duration.ZERO, deadline);
  }

  /**
   * Sends octets in separate segments: each is sent before the next is written, and over TLS each
   * is a separate record. If more than ten are sent in a row, some may be merged if the other side
   * acknowledges them late.
   *
   * @param what the messages that the octets are, for the transcript
   * @param gap the time between two segments; the caller chooses at least what the network needs to
   *     keep them apart, or zero to send them as fast as possible
   * @param deadline the time by which the network must have accepted all of them
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

  /** Returns the number of octets that the network has not accepted yet. */
  public int unsent() {
    return poller.locked(socket::unsent);
  }

  /**
   * Returns whether something could not be sent because the other side had closed the connection.
   */
  public boolean sendFailed() {
    return poller.locked(socket::sendFailed);
  }

  /** Holds octets as they come from now on. */
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

  /** Returns the octets that no message was made of so far; they are not consumed. */
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

  /** Treats the next byte as the answer to SSLRequest or GSSENCRequest. */
  public void expectEncryptionResponse() {
    poller.locked(inbox::expectEncryptionResponse);
  }

  /** Allows the server to answer in protocol 2.0 from here on. */
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
   * Begins a TLS handshake with a ClientHello that is sent in one write with a request that is not
   * yet granted.
   *
   * @param request SSLRequest, or whatever is sent before the ClientHello; if empty, the handshake
   *     begins at once
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
   * Begins a TLS handshake with a ClientHello that is sent in pieces together with the data before
   * it.
   *
   * @param deadline the time by which the network must have accepted all of it
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
   * Answers the TLS handshake that the client begins, including the part that has already arrived.
   * An {@link Event.Encrypted} or {@link Event.TlsFailed} follows.
   *
   * @param grant what is sent in plaintext first, such as the answer to SSLRequest; may be empty
   * @param what the messages that those octets are, for the transcript
   */
  public void accept(ServerTls settings, Bytes grant, List<?> what) {
    poller.locked(() -> protection.accept(settings, grant, what, false));
  }

  /**
   * Answers a TLS handshake, but processes plaintext that has already arrived as if it were inside
   * TLS.
   */
  public void acceptKeepingPlaintext(ServerTls settings, Bytes grant, List<?> what) {
    poller.locked(() -> protection.accept(settings, grant, what, true));
  }

  /** Stops using TLS: from now on octets are sent as they are, and those that arrive are held. */
  public void leaveTls() {
    poller.locked(
        () -> {
          inbox.hold();
          protection.leave();
        });
  }

  /** Returns the TLS session, once {@link Event.Encrypted} was seen. */
  public Optional<SSLSession> tlsSession() {
    return poller.locked(protection::session);
  }

  /** Sends FIN (over TLS after close_notify) and continues to read. */
  public void closeOutput() {
    ourEnd.closeOutput(true);
  }

  /** Sends FIN without close_notify and continues to read. */
  public void closeOutputWithoutNotify() {
    ourEnd.closeOutput(false);
  }

  /** Sends close_notify and no FIN. */
  public void closeNotify() {
    ourEnd.closeNotify();
  }

  /** Sends RST and drops the connection; data that have not been sent yet may be lost. */
  public void reset() {
    ourEnd.reset();
  }

  /** Closes both directions (with FIN, over TLS after close_notify); further calls do nothing. */
  @Override
  public void close() {
    ourEnd.close(true);
  }

  /** Closes both directions without close_notify; further calls do nothing. */
  public void closeWithoutNotify() {
    ourEnd.close(false);
  }

  /** Returns whether pgconform has closed it. */
  public boolean closed() {
    return poller.locked(socket::closed);
  }

  /** Returns how the other side has ended the connection, if all events before that were taken. */
  public Optional<Event> endTaken() {
    return poller.locked(
        () -> inbox.isEmpty() ? inbox.end().map(Event.class::cast) : Optional.empty());
  }

  /**
   * Returns how the other side has ended the connection, even if events before that are untaken.
   */
  public Optional<Event.Closed> end() {
    return poller.locked(inbox::end);
  }

  /** Returns whether the other side has ended the connection. */
  public boolean closedByPeer() {
    return end().isPresent();
  }

  /** Returns the address of the other side; for a client on a Unix-domain socket, that socket. */
  public Address address() {
    return address;
  }

  /** Records what crosses it in the transcript of another exchange from now on. */
  public void recordIn(Transcript other) {
    poller.locked(() -> transcript.goOnIn(other));
  }

  /**
   * Gives it the name that it has in a scenario, also in the existing entries of its transcript.
   */
  public void rename(String name) {
    poller.locked(() -> transcript.rename(name));
  }

  /** Returns the name that the scenario gave the connection. */
  public String name() {
    return transcript.name();
  }

  /** Returns the poller that watches this link. */
  public Poller poller() {
    return poller;
  }
}
