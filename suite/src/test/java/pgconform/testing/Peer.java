package pgconform.testing;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.ServerTls;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.FrontendMessage;
import pgconform.wire.FrontendUnframed;
import pgconform.wire.Message;
import pgconform.wire.StartupMessage;

/** The server's end of a connection. Nothing happens on it but what a script asks for. */
public final class Peer implements AutoCloseable {
  /** A script waits for as long as its server is there, which interrupts it when it is closed. */
  private static final Duration LONG = Duration.ofHours(1);

  private final Link link;
  private Bytes taken = Bytes.EMPTY;
  private boolean behindPacket;

  Peer(Link link) {
    this.link = link;
  }

  /** The link itself. */
  public Link link() {
    return link;
  }

  /** The next message, or null once the client has ended its side. */
  public FrontendMessage next() throws IOException {
    if (behindPacket) {
      behindPacket = false;
      link.proceed();
    }
    FrontendMessage message = fetch();
    behindPacket =
        message != null
            && message.type() == Message.NO_TYPE
            && !(message instanceof StartupMessage)
            && !(message instanceof FrontendUnframed);
    return message;
  }

  /** Waits for the next message, or null at the end. */
  private FrontendMessage fetch() throws IOException {
    while (link.endTaken().isEmpty()) {
      Event event = link.next(Deadline.in(LONG)).orElseThrow(EOFException::new);
      if (event instanceof Event.Received received) {
        return (FrontendMessage) received.message();
      } else if (event instanceof Event.TlsFailed) {
        throw new IOException(event.toString());
      }
    }
    if (link.end().orElseThrow().reset()) {
      throw new IOException("the client has reset the connection");
    }
    return null;
  }

  /** The first octet that {@link #next} has not taken, or -1 at the end; takes nothing. */
  public int peek() {
    link.poller()
        .await(
            () -> link.end().isPresent() || link.hasEvent() || !pending().isEmpty(),
            Deadline.in(LONG));
    boolean whole =
        link.peek().orElse(null) instanceof Event.Received received
            && !(received.message() instanceof FrontendUnframed);
    Bytes octets = whole ? ((Event.Received) link.peek().get()).message().encode() : pending();
    return octets.isEmpty() ? -1 : octets.get(0);
  }

  /** The octets that have come and are no part of a message taken. */
  public Bytes pending() {
    return link.pending();
  }

  /** Takes one octet; -1 at the end. */
  public int take() {
    Bytes octets = taken.isEmpty() ? octets() : taken;
    taken = octets.isEmpty() ? octets : octets.slice(1, octets.size());
    return octets.isEmpty() ? -1 : octets.get(0);
  }

  /** Takes what there is, at least one octet, and returns how many these were. */
  public int skip() throws IOException {
    Bytes octets = octets();
    if (octets.isEmpty()) {
      throw new EOFException();
    }
    return octets.size();
  }

  /** All octets up to the end. */
  public Bytes rest() {
    Bytes all = Bytes.EMPTY;
    for (Bytes octets = octets(); !octets.isEmpty(); octets = octets()) {
      all = all.plus(octets);
    }
    return all;
  }

  /** Takes what there is, if need be what comes next; nothing at the end. */
  private Bytes octets() {
    link.hold();
    Bytes octets = link.takeOctets();
    while (octets.isEmpty() && link.endTaken().isEmpty()) {
      link.poller().await(() -> link.hasEvent() || link.holdsOctets(), Deadline.in(LONG));
      octets = link.takeOctets();
      link.poll();
    }
    return octets;
  }

  /** Sends messages in one piece. */
  public void send(BackendMessage... messages) throws IOException {
    Bytes octets = Bytes.EMPTY;
    for (BackendMessage message : messages) {
      octets = octets.plus(message.encode());
    }
    send(octets, List.of(messages));
  }

  /** Sends octets in one piece. */
  public void send(Bytes octets) throws IOException {
    send(octets, List.of());
  }

  private void send(Bytes octets, List<?> what) throws IOException {
    link.send(octets, what, Deadline.in(LONG));
    boolean reset = link.end().filter(Event.Closed::reset).isPresent();
    if (reset || link.sendFailed() || link.closed()) {
      throw new IOException("the client has closed the connection");
    }
  }

  /** Sends the same octets until the client has had enough. */
  public void sendForever(Bytes octets) throws IOException {
    while (true) {
      send(octets);
    }
  }

  /** Does the server's part of a TLS handshake; octets that have come already begin it. */
  public void startTls() throws IOException {
    behindPacket = false;
    if (link.peek().orElse(null) instanceof Event.Received) {
      // The ClientHello, which is no message.
      link.poll();
    }
    link.accept(new ServerTls(TestCertificate.server()), Bytes.EMPTY, List.of());
    awaitTls();
  }

  /** Does a TLS handshake and keeps what came before it, to be taken as if it came behind it. */
  public void startTlsKeepingPlaintext() throws IOException {
    link.acceptKeepingPlaintext(new ServerTls(TestCertificate.server()), Bytes.EMPTY, List.of());
    awaitTls();
  }

  private void awaitTls() throws IOException {
    Event event = link.next(Deadline.in(LONG)).orElseThrow(EOFException::new);
    if (!(event instanceof Event.Encrypted)) {
      throw new IOException(event.toString());
    }
  }

  /** Whether TLS protects the connection. */
  public boolean encrypted() {
    return link.tlsSession().isPresent();
  }

  /** Sends FIN (over TLS nothing before it); what the client sends can still be read. */
  public void fin() {
    link.closeOutputWithoutNotify();
  }

  /** Sends RST. */
  public void reset() {
    link.reset();
  }

  /** Reads up to the end of what the client sends. */
  public Ending awaitEnd() {
    while (link.end().isEmpty()) {
      octets();
    }
    Event.Closed end = link.end().get();
    if (end.reset()) {
      return Ending.RST;
    } else if (!encrypted()) {
      return Ending.FIN;
    }
    return end.closeNotify() ? Ending.CLOSE_NOTIFY : Ending.TRUNCATED;
  }

  /** Closes the connection, over TLS with close_notify; does nothing the second time. */
  @Override
  public void close() {
    link.close();
  }
}
