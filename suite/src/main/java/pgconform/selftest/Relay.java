package pgconform.selftest;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import pgconform.wire.BackendDecoder;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.FrontendDecoder;
import pgconform.wire.FrontendMessage;
import pgconform.wire.GSSENCRequest;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.SSLRequest;
import pgconform.wire.StartupMessage;

/**
 * A client's connection to a {@link Proxy}, and the connection to the server that belongs to it.
 */
final class Relay {
  private static final int CLIENT_HELLO = 0x16;

  /** Of all messages that a client can say. */
  private static final String TYPES = "BCDEFHPQSXcdfp";

  private static final int LIMIT = 1 << 25;

  private final Proxy proxy;
  private final Rules rules;
  private final End client;
  private final End server;
  private final Cutter fromClient = new Cutter(TYPES);
  private final Cutter fromServer = new Cutter("");
  private boolean begun;
  private boolean direct;
  private boolean asking;

  /** The session that this connection is for, if it is for one. */
  final SessionState state = new SessionState();

  /** Whether this connection has brought a CancelRequest. */
  boolean cancels;

  /** How many pieces have come from the client, behind its last request for encryption. */
  int reads;

  /** Whether encryption by GSSAPI was asked for. */
  boolean gss;

  /** What came in clear along with the request for encryption, and is TLS's if that begins. */
  private Bytes along = Bytes.EMPTY;

  /** Whatever a fault wants to remember. */
  Object note;

  Relay(Proxy proxy, Rules rules, SocketChannel client, SocketChannel server, Selector selector)
      throws IOException {
    this.proxy = proxy;
    this.rules = rules;
    this.client = new End(client, selector, this);
    this.server = new End(server, selector, this);
    fromServer.typed();
  }

  Proxy proxy() {
    return proxy;
  }

  /** Whether TLS began with the first octet. */
  boolean direct() {
    return direct;
  }

  /** What the client has said behind what is being taken. */
  Bytes takeRest() {
    return fromClient.rest();
  }

  /** Whether TLS protects what the client says. */
  boolean encrypted() {
    return client.encrypted();
  }

  boolean isOpen() {
    return client.isOpen() || server.isOpen();
  }

  void abandon() {
    client.abandon();
    server.abandon();
  }

  void handle(SelectionKey key) {
    try {
      if (key.isValid() && key.isWritable()) {
        (client.is(key) ? client : server).flush();
      }
      if (key.isValid() && key.isReadable()) {
        if (client.is(key)) {
          client.read(ofClient);
        } else {
          server.read(ofServer);
        }
      }
      settle();
    } catch (IOException e) {
      abandon();
    }
  }

  /** Sends what waits, and lets neither side say more than the other takes. */
  void settle() throws IOException {
    client.flush();
    server.flush();
    if (client.broken()) {
      server.reset();
    }
    client.pause(asking || server.full());
    server.pause(client.full());
  }

  private final End.Listener ofClient =
      new End.Listener() {
        @Override
        public void octets(Bytes octets) throws IOException {
          fromClient.feed(octets);
          reads++;
          takeFromClient();
        }

        @Override
        public void encrypted() throws IOException {
          reads = 0;
          boolean required = direct ? rules.alpnRequired : rules.alpnRequiredAfterRequest;
          if (required && client.alpn().isEmpty()) {
            server.abandon();
            client.close(true);
          } else if (direct) {
            server.startTls(proxy.clientSide());
          }
          takeFromClient();
        }

        @Override
        public void ended(End.Ending ending) throws IOException {
          rules.clientEnded.take(Relay.this, ending);
        }
      };

  private final End.Listener ofServer =
      new End.Listener() {
        @Override
        public void octets(Bytes octets) throws IOException {
          fromServer.feed(octets);
          takeFromServer();
        }

        @Override
        public void encrypted() {}

        @Override
        public void ended(End.Ending ending) throws IOException {
          rules.serverEnded.take(Relay.this, ending);
        }
      };

  private void takeFromClient() throws IOException {
    if (!begun && fromClient.peek() == CLIENT_HELLO) {
      begun = true;
      direct = true;
      if (!rules.directTls || client.isLocal()) {
        end();
        return;
      }
      client.startTls(proxy.serverSide());
      client.received(fromClient.rest(), ofClient);
      return;
    }
    begun = true;
    while (!asking && (!client.encrypted() || client.established())) {
      Optional<Bytes> piece = fromClient.next();
      if (piece.isEmpty()) {
        return;
      } else if (fromClient.isRaw()) {
        if (cancels) {
          rules.behindCancel.take(this, null, piece.get());
        } else if (fromClient.isTyped()) {
          rules.noRequest.take(this, null, piece.get());
        } else {
          rules.noPacket.take(this, null, piece.get());
        }
      } else if (fromClient.isTyped()) {
        request(piece.get());
      } else {
        packet(piece.get());
      }
    }
  }

  private void packet(Bytes octets) throws IOException {
    FrontendMessage message = decode(octets, false);
    int code = code(octets);
    if (code == code(new SSLRequest().encode()) || code == code(new GSSENCRequest().encode())) {
      gss |= code != code(new SSLRequest().encode());
      reads = 0;
      rules.encryption.take(this, code == code(new SSLRequest().encode()), octets);
    } else if (message instanceof CancelRequest request) {
      cancels = true;
      fromClient.raw();
      rules.cancel.take(this, request, octets);
      for (Relay other : proxy.relays()) {
        other.settle();
      }
    } else if (message instanceof StartupMessage start) {
      state.startup = start;
      fromClient.typed();
      rules.startup.take(this, start, octets);
    } else {
      fromClient.raw();
      rules.noPacket.take(this, null, octets);
    }
  }

  private static FrontendMessage decode(Bytes octets, boolean typed) {
    FrontendDecoder decoder = new FrontendDecoder(LIMIT);
    if (typed) {
      decoder.typed();
    }
    decoder.feed(octets.toArray(), 0, octets.size());
    return decoder.next();
  }

  private static int code(Bytes packet) {
    return packet.get(4) << 24 | packet.get(5) << 16 | packet.get(6) << 8 | packet.get(7);
  }

  private void request(Bytes octets) throws IOException {
    FrontendMessage message = decode(octets, true);
    state.asked(message);
    rules.request.take(this, message, octets);
  }

  /** Answers a Query in the server's place. */
  void answer(BackendMessage message) throws IOException {
    toClient(message.encode().plus(state.skipped().encode()));
  }

  private void takeFromServer() throws IOException {
    Optional<Bytes> piece = asking ? fromServer.octet() : fromServer.next();
    while (piece.isPresent()) {
      if (asking) {
        asking = false;
        rules.answer.take(this, (char) piece.get().get(0), piece.get());
        takeFromClient();
      } else if (fromServer.isRaw()) {
        toClient(piece.get());
      } else {
        reply(piece.get());
      }
      piece = asking ? fromServer.octet() : fromServer.next();
    }
  }

  private void reply(Bytes octets) throws IOException {
    BackendDecoder decoder = new BackendDecoder(LIMIT);
    decoder.feed(octets.toArray(), 0, octets.size());
    BackendMessage message = decoder.next();
    if (message instanceof BackendKeyData data) {
      state.key = data;
    }
    rules.reply.take(this, message, octets);
    if (message instanceof ReadyForQuery ready) {
      state.ready(ready);
    }
  }

  /** Asks the server for encryption, with all that the client has said behind its request. */
  void ask(Bytes octets) throws IOException {
    asking = true;
    along = rules.stuffing ? Bytes.EMPTY : fromClient.rest();
    // The begin of a handshake is meant for whoever ends TLS, and that is the proxy.
    boolean hello = !along.isEmpty() && along.get(0) == CLIENT_HELLO;
    toServer(hello ? octets : octets.plus(along));
  }

  /** Does as the server's answer says. */
  void answered(char letter, Bytes octets) throws IOException {
    toClient(octets);
    if (letter == 'S') {
      server.startTls(proxy.clientSide());
      startTls();
    }
  }

  /** Begins TLS with the client alone. */
  void startTls() throws IOException {
    client.startTls(proxy.serverSide());
    if (!rules.stuffing) {
      client.received(along.plus(fromClient.rest()), ofClient);
      along = Bytes.EMPTY;
    }
  }

  /** Passes a CancelRequest on, with the session's own key where the client was told another. */
  void cancel(CancelRequest request, Bytes octets) throws IOException {
    for (Relay other : proxy.relays()) {
      SessionState session = other.state;
      if (session.shown != null && SessionState.isFor(request, session.shown)) {
        toServer(session.request().encode());
        return;
      }
    }
    toServer(octets);
  }

  void toServer(Bytes octets) throws IOException {
    server.send(octets);
  }

  void toClient(Bytes octets) throws IOException {
    client.send(octets);
  }

  /** The client's end is the server's, too. */
  void clientEnded(End.Ending ending) throws IOException {
    if (!asking) {
      toServer(fromClient.rest());
    }
    if (ending == End.Ending.RST) {
      client.abandon();
      server.reset();
    } else {
      server.finish(ending == End.Ending.CLOSE_NOTIFY);
    }
  }

  /** The server's end is the client's, too. */
  void serverEnded(End.Ending ending) throws IOException {
    toClient(fromServer.rest());
    server.abandon();
    if (ending == End.Ending.RST) {
      client.reset();
    } else {
      client.close(ending == End.Ending.CLOSE_NOTIFY);
    }
  }

  /** Ends both connections as a server does that has nothing to say. */
  void end() throws IOException {
    server.abandon();
    client.close(true);
  }

  /** Ends the connection to the server alone. */
  void endServer() {
    server.abandon();
  }

  /** Ends the client's connection by RST. */
  void resetClient() throws IOException {
    server.abandon();
    client.reset();
  }
}
