package pgconform.selftest;

import java.util.List;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.TlsSettings;
import pgconform.wire.Bytes;

/**
 * Negotiates the encryption of the two connections of a {@link ProxiedConnection}: that of the
 * client as it requests it, and that of the server accordingly.
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
  // The server was sent an encryption request and has not answered, or its handshake is not
  // complete.
  private boolean asked;
  private boolean handshaking;
  // TLS was granted, and the next octets of the client are inspected before they are consumed.
  private boolean awaitsHello;

  /** The plaintext that came together with the encryption request. */
  private Bytes along = Bytes.EMPTY;

  /**
   * Creates the negotiation of two connections that are not encrypted yet.
   *
   * @param local whether they are on Unix sockets, which have no TLS
   */
  EncryptionNegotiation(
      ProxiedConnection connection, Rules rules, Link client, Link server, boolean local) {
    this.connection = connection;
    this.rules = rules;
    this.client = client;
    this.server = server;
    this.local = local;
  }

  /** Returns whether this byte begins a TLS record of a handshake. */
  static boolean isClientHello(int first) {
    return first == CLIENT_HELLO;
  }

  /** Returns whether TLS began with the first byte. */
  boolean direct() {
    return direct;
  }

  /** Returns whether TLS protects the data of the client. */
  boolean encrypted() {
    return encrypted;
  }

  /** Returns whether the server was sent an encryption request and has not answered. */
  boolean isAsked() {
    return asked;
  }

  /**
   * Returns whether the server must answer, or complete its handshake, before the client's data is
   * read.
   */
  boolean isUnderWay() {
    return asked || handshaking;
  }

  /** Returns whether the client is expected to begin its handshake. */
  boolean awaitsHello() {
    return awaitsHello;
  }

  /** Handles a request of the client for TLS, or otherwise for GSSAPI encryption. */
  void requested(boolean ssl, Bytes packet) {
    rules.encryption.take(connection, ssl, packet);
    if (!asked) {
      client.proceed();
    }
  }

  /** Sends the server an encryption request, with all data that the client has sent after it. */
  void ask(Bytes request) {
    asked = true;
    Bytes behind = client.pending();
    // The beginning of a handshake is meant for the side that terminates TLS, which is the proxy.
    boolean hello = !behind.isEmpty() && isClientHello(behind.get(0));
    along = rules.stuffing || hello ? Bytes.EMPTY : client.takeOctets();
    server.expectEncryptionResponse();
    connection.toServer(request.plus(along));
  }

  /** Handles data from the server. */
  void heard() {
    asked = false;
  }

  /** Acts on the server's answer. */
  void answered(char letter, Bytes answer) {
    if (letter != 'S') {
      connection.toClient(answer);
      client.proceed();
      return;
    }
    startTlsWithServer();
    if (!along.isEmpty()) {
      // No handshake begins in this way, and the server does not answer.
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

  /** Handles the expected handshake of the client. */
  void hello() {
    awaitsHello = false;
    acceptUnless(rules.refusesPieces(client.pending()));
  }

  /** Handles a client that begins with TLS. */
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

  /** Handles the end of the client's handshake. */
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

  /** Handles the end of the server's handshake. */
  void serverEncrypted() {
    handshaking = false;
  }
}
