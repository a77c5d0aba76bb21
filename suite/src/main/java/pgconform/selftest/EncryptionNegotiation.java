package pgconform.selftest;

import java.util.List;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.TlsSettings;
import pgconform.wire.Bytes;

/**
 * How the two connections of a {@link ProxiedConnection} come to be encrypted: the client's as it
 * asks for, and the server's along with it.
 */
final class EncryptionNegotiation {
  private static final int CLIENT_HELLO = 0x16;

  private final ProxiedConnection connection;
  private final Rules rules;
  private final Link client;
  private final Link server;
  private final boolean local;

  private boolean direct;
  private boolean encrypted;
  // The server was asked for encryption and has not answered, or its handshake is not complete.
  private boolean asked;
  private boolean handshaking;
  // TLS was granted, and what the client says next is looked at before it is taken.
  private boolean awaitsHello;

  /** What came in clear along with the request for encryption. */
  private Bytes along = Bytes.EMPTY;

  /**
   * The negotiation of two connections that are not encrypted yet.
   *
   * @param local whether they are on Unix sockets, where there is no TLS
   */
  EncryptionNegotiation(
      ProxiedConnection connection, Rules rules, Link client, Link server, boolean local) {
    this.connection = connection;
    this.rules = rules;
    this.client = client;
    this.server = server;
    this.local = local;
  }

  /** Whether what begins with this byte is a TLS record of a handshake. */
  static boolean isClientHello(int first) {
    return first == CLIENT_HELLO;
  }

  /** Whether TLS began with the first byte. */
  boolean direct() {
    return direct;
  }

  /** Whether TLS protects what the client says. */
  boolean encrypted() {
    return encrypted;
  }

  /** Whether the server has been asked for encryption and has not answered. */
  boolean isAsked() {
    return asked;
  }

  /** Whether the server has to answer, or to complete its handshake, before the client is heard. */
  boolean isUnderWay() {
    return asked || handshaking;
  }

  /** Whether the client is expected to begin its handshake. */
  boolean awaitsHello() {
    return awaitsHello;
  }

  /** The client asks for encryption by TLS, or else by GSSAPI. */
  void requested(boolean ssl, Bytes packet) {
    rules.encryption.take(connection, ssl, packet);
    if (!asked) {
      client.proceed();
    }
  }

  /** Asks the server for encryption, with all that the client has said behind its request. */
  void ask(Bytes request) {
    asked = true;
    Bytes behind = client.pending();
    // The begin of a handshake is meant for whoever ends TLS, and that is the proxy.
    boolean hello = !behind.isEmpty() && isClientHello(behind.get(0));
    along = rules.stuffing || hello ? Bytes.EMPTY : client.takeOctets();
    server.expectEncryptionResponse();
    connection.toServer(request.plus(along));
  }

  /** The server has answered something. */
  void heard() {
    asked = false;
  }

  /** Does as the server's answer says. */
  void answered(char letter, Bytes answer) {
    if (letter != 'S') {
      connection.toClient(answer);
      client.proceed();
      return;
    }
    startTlsWithServer();
    if (!along.isEmpty()) {
      // No handshake begins like that, and the server answers nothing.
      connection.toClient(answer);
      connection.endOfClient(ProxiedConnection.FIN);
      return;
    }
    connection.flush();
    encrypted = true;
    if (rules.stuffing) {
      client.acceptKeepingPlaintext(connection.proxy().serverTls(), answer, List.of());
    } else if (rules.wholeHello) {
      connection.toClient(answer);
      connection.flush();
      client.hold();
      awaitsHello = true;
    } else {
      accept(answer);
    }
  }

  /** The client has begun its handshake, and that was awaited. */
  void hello() {
    awaitsHello = false;
    acceptUnless(rules.refusesPieces(client.pending()));
  }

  /** The client begins with TLS. */
  void beginDirectly() {
    direct = true;
    boolean refused = !rules.directTls || local || rules.refusesPieces(client.pending());
    encrypted = !refused;
    acceptUnless(refused);
  }

  private void acceptUnless(boolean refused) {
    if (refused) {
      connection.end();
    } else {
      accept(Bytes.EMPTY);
    }
  }

  private void accept(Bytes grant) {
    client.accept(connection.proxy().serverTls(), grant, List.of());
  }

  /** The handshake of the client is complete. */
  void clientEncrypted(Event.Encrypted tls) {
    boolean required = direct ? rules.alpnRequired : rules.alpnRequiredAfterRequest;
    if (required && tls.alpn().isEmpty()) {
      connection.end();
    } else if (direct) {
      startTlsWithServer();
    }
    if (rules.stuffing) {
      client.proceed();
    }
  }

  private void startTlsWithServer() {
    connection.flush();
    handshaking = true;
    server.encrypt(connection.proxy().clientTls(), List.of(TlsSettings.ALPN));
  }

  /** The handshake of the server is complete. */
  void serverEncrypted() {
    handshaking = false;
  }
}
