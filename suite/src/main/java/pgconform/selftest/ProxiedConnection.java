package pgconform.selftest;

import java.util.List;
import java.util.Optional;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.FrontendMessage;
import pgconform.wire.FrontendUnframed;
import pgconform.wire.GSSENCRequest;
import pgconform.wire.MalformedMessage;
import pgconform.wire.Message;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.SSLRequest;
import pgconform.wire.StartupMessage;

/**
 * A client's connection to a {@link Proxy}, and the connection to the server that belongs to it.
 */
final class ProxiedConnection {
  /** An end by FIN, over TLS without close_notify. */
  static final Event.Closed FIN = new Event.Closed(0, false, false);

  private static final int SSL_REQUEST = code(new SSLRequest().encode());
  private static final int GSS_REQUEST = code(new GSSENCRequest().encode());

  /**
   * The number of octets waiting to be accepted by one side at which the other side is not read.
   */
  private static final int MOST_UNSENT = 256 * 1024;

  private final Proxy proxy;
  private final Rules rules;
  private final Link client;
  private final Link server;

  /** The encryption of both connections. */
  final EncryptionNegotiation encryption;

  // Sent at the end of each turn, so that data that came in one piece is forwarded in one piece.
  private Bytes toClient = Bytes.EMPTY;
  private Bytes toServer = Bytes.EMPTY;

  private boolean begun;
  private boolean clientEnded;
  // The handler of octets of the client that do not form a message; null while there are none.
  private Rules.On<Void> octetsRule;

  /** The session that this connection belongs to, if any. */
  final SessionState state = new SessionState();

  /** Whether this connection has brought a CancelRequest. */
  boolean cancels;

  /** The number of pieces in which the current message came. */
  int pieces;

  /** Whether GSSAPI encryption was requested. */
  boolean gss;

  /** Anything that a fault needs to remember. */
  Object note;

  /**
   * Connects two connections.
   *
   * @param local whether they are on Unix sockets, which have no TLS
   */
  ProxiedConnection(Proxy proxy, Rules rules, Link client, Link server, boolean local) {
    this.proxy = proxy;
    this.rules = rules;
    this.client = client;
    this.server = server;
    encryption = new EncryptionNegotiation(this, rules, client, server, local);
  }

  Proxy proxy() {
    return proxy;
  }

  /** Returns whether TLS began with the first octet. */
  boolean direct() {
    return encryption.direct();
  }

  /** Takes the data that the client has sent after the current message. */
  Bytes takeRest() {
    return client.takeOctets();
  }

  /** Returns whether the client has sent a part of a packet and not the rest. */
  boolean isWithinPacket() {
    return !client.pending().isEmpty();
  }

  /** Returns whether TLS protects the data of the client. */
  boolean encrypted() {
    return encryption.encrypted();
  }

  boolean isOpen() {
    return !client.closed() || !server.closed();
  }

  /** Ends both connections without sending anything. */
  void abandon() {
    client.closeWithoutNotify();
    server.closeWithoutNotify();
  }

  /** Returns whether {@link #work} has something to do. */
  boolean hasWork() {
    return clientHasSaid() || serverHasSaid() || vanished();
  }

  private boolean clientHasSaid() {
    boolean heard = octetsRule != null || encryption.awaitsHello();
    return !encryption.isUnderWay()
        && server.unsent() <= MOST_UNSENT
        && (client.hasEvent() || (heard && client.holdsOctets()));
  }

  private boolean serverHasSaid() {
    return client.unsent() <= MOST_UNSENT && server.hasEvent();
  }

  /**
   * Returns whether the client accepts no more data although it had only ended its own direction.
   */
  private boolean vanished() {
    return clientEnded && client.sendFailed() && !server.closed();
  }

  /** Handles the data of either side. */
  void work() {
    while (clientHasSaid() || serverHasSaid()) {
      if (clientHasSaid()) {
        client.poll().ifPresentOrElse(this::fromClient, this::octetsFromClient);
      }
      if (serverHasSaid()) {
        server.poll().ifPresent(this::fromServer);
      }
    }
  }

  /**
   * Sends the collected data, and resets the connection to the server if the client has vanished.
   */
  void settle() {
    flush();
    if (vanished()) {
      server.reset();
    }
  }

  void flush() {
    toClient = flush(client, toClient);
    toServer = flush(server, toServer);
  }

  private static Bytes flush(Link link, Bytes octets) {
    if (!octets.isEmpty()) {
      link.post(octets, List.of());
    }
    return Bytes.EMPTY;
  }

  private void fromClient(Event event) {
    boolean first = !begun;
    begun = true;
    if (clientEnded) {
      return;
    }
    if (event instanceof Event.Received received) {
      pieces = received.pieces();
      if (received.message() instanceof FrontendUnframed unframed) {
        unframed(unframed, first);
      } else if (state.startup != null) {
        FrontendMessage message = (FrontendMessage) received.message();
        state.asked(message);
        rules.request.take(this, message, message.encode());
      } else {
        packet(received.message(), received.message().encode());
      }
    } else if (event instanceof Event.Encrypted tls) {
      encryption.clientEncrypted(tls);
    } else if (event instanceof Event.TlsFailed) {
      endOfClient(FIN);
    } else if (event instanceof Event.Closed closed) {
      endOfClient(closed);
    }
  }

  void endOfClient(Event.Closed how) {
    clientEnded = true;
    rules.clientEnded.take(this, how);
  }

  private void octetsFromClient() {
    if (encryption.awaitsHello()) {
      encryption.hello();
      return;
    }
    Bytes octets = client.takeOctets();
    if (!octets.isEmpty() && !clientEnded) {
      octetsRule.take(this, null, octets);
    }
  }

  private void unframed(FrontendUnframed message, boolean first) {
    if (first && EncryptionNegotiation.isClientHello(message.length() >>> 24)) {
      encryption.beginDirectly();
    } else {
      octetsRule = state.startup == null ? rules.noPacket : rules.noRequest;
    }
  }

  private void packet(Message message, Bytes octets) {
    int code = code(octets);
    if (code == SSL_REQUEST || code == GSS_REQUEST) {
      gss |= code == GSS_REQUEST;
      encryption.requested(code == SSL_REQUEST, octets);
    } else if (message instanceof CancelRequest request) {
      cancels = true;
      octetsRule = rules.behindCancel;
      rules.cancel.take(this, request, octets);
    } else if (message instanceof StartupMessage start) {
      state.startup = start;
      rules.startup.take(this, start, octets);
    } else {
      client.hold();
      octetsRule = rules.noPacket;
      rules.noPacket.take(this, null, octets);
    }
  }

  private static int code(Bytes packet) {
    return packet.get(4) << 24 | packet.get(5) << 16 | packet.get(6) << 8 | packet.get(7);
  }

  /** Answers a Query on behalf of the server. */
  void answer(BackendMessage message) {
    toClient(message.encode().plus(state.skipped().encode()));
  }

  private void fromServer(Event event) {
    if (event instanceof Event.Received received) {
      boolean cutOff = received.message() instanceof MalformedMessage && server.closedByPeer();
      if (!cutOff) {
        fromServer((BackendMessage) received.message());
      }
    } else if (event instanceof Event.Encrypted) {
      encryption.serverEncrypted();
    } else if (event instanceof Event.TlsFailed) {
      rules.serverEnded.take(this, FIN);
    } else if (event instanceof Event.Closed closed) {
      rules.serverEnded.take(this, closed);
    }
  }

  private void fromServer(BackendMessage message) {
    encryption.heard();
    if (message instanceof EncryptionResponse response) {
      rules.answer.take(this, (char) response.reply(), message.encode());
      return;
    }
    if (message instanceof BackendKeyData data) {
      state.key = data;
    }
    rules.reply.take(this, message, message.encode());
    if (message instanceof ReadyForQuery ready) {
      state.ready(ready);
    }
  }

  /** Passes a CancelRequest on, with the session's own key if the client was given another one. */
  void cancel(CancelRequest request, Bytes octets) {
    Optional<SessionState> other =
        proxy.connections().stream()
            .map(connection -> connection.state)
            .filter(s -> s.shown != null && SessionState.isFor(request, s.shown))
            .findFirst();
    toServer(other.map(session -> session.request().encode()).orElse(octets));
  }

  void toServer(Bytes octets) {
    toServer = toServer.plus(octets);
  }

  void toClient(Bytes octets) {
    toClient = toClient.plus(octets);
  }

  /** Passes the end of the client on to the server. */
  void clientEnded(Event.Closed how) {
    if (!encryption.isAsked()) {
      toServer(client.takeOctets());
    }
    flush();
    if (how.reset()) {
      client.closeWithoutNotify();
      server.reset();
    } else if (how.closeNotify()) {
      server.closeOutput();
    } else {
      server.closeOutputWithoutNotify();
    }
  }

  /** Passes the end of the server on to the client. */
  void serverEnded(Event.Closed how) {
    toClient(server.takeOctets());
    endServer();
    if (how.reset()) {
      client.reset();
    } else if (how.closeNotify()) {
      client.close();
    } else {
      client.closeWithoutNotify();
    }
  }

  /** Ends both connections as a server without anything to send does. */
  void end() {
    endServer();
    client.close();
  }

  /** Ends only the connection to the server. */
  void endServer() {
    flush();
    server.closeWithoutNotify();
  }

  /** Ends the client's connection with RST. */
  void resetClient() {
    endServer();
    client.reset();
  }
}
