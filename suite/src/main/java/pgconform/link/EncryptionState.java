package pgconform.link;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import pgconform.wire.Bytes;
import pgconform.wire.EncryptionResponse;

/**
 * The encryption layer of a link, between the bytes on the wire and those of the messages: none,
 * TLS, or TLS that has failed. Guarded by the poller's lock.
 */
final class EncryptionState {
  private final ReceiveQueue inbox;
  private final Consumer<Bytes> wire;
  private final ConnectionTranscript transcript;
  private Tls tls;
  // Its ClientHello was sent together with a request that is not yet granted.
  private Tls ahead;
  // Data to be encrypted once the handshake is complete.
  private Bytes waiting = Bytes.EMPTY;
  private boolean failed;
  private boolean announced;
  // Whether this is the server side of TLS.
  private boolean answering;
  // Whether close_notify was answered with close_notify.
  private boolean left;

  /**
   * Creates a state without encryption.
   *
   * @param inbox receives the decrypted data and the result of a handshake
   * @param wire sends the bytes of a handshake
   */
  EncryptionState(ReceiveQueue inbox, Consumer<Bytes> wire, ConnectionTranscript transcript) {
    this.inbox = inbox;
    this.wire = wire;
    this.transcript = transcript;
  }

  /**
   * Begins a handshake with a server.
   *
   * @param request the request that is sent in one write with the ClientHello and is not yet
   *     granted; if empty, the handshake begins at once
   * @param what the messages that those octets are, for the transcript
   * @param leave the function that sends the request and the ClientHello
   */
  void begin(
      TlsSettings settings, ClientHello form, Bytes request, List<?> what, Consumer<Bytes> leave) {
    Tls begun = new Tls(settings.engine(form.alpn()));
    Bytes early = Bytes.EMPTY;
    if (request.size() == 0) {
      // Data after the answer to SSLRequest must be processed as TLS.
      early = inbox.beginAnew();
      tls = begun;
    } else {
      inbox.expectEncryptionResponse();
      ahead = begun;
      transcript.sent(what, request);
    }
    try {
      Bytes hello = begun.begin();
      transcript.note(new TransportNote.ClientHello(form.alpn()));
      leave.accept(request.plus(form.inRecords(hello)));
      decryptEarly(early);
    } catch (SSLException e) {
      fail(e);
    }
  }

  /**
   * Answers a handshake that a client begins.
   *
   * @param grant what is sent in plaintext first, such as the answer to SSLRequest; may be empty
   * @param what the messages that those octets are, for the transcript
   * @param keepPlaintext whether plaintext that has already arrived is processed as if it were
   *     inside TLS
   */
  void accept(ServerTls settings, Bytes grant, List<?> what, boolean keepPlaintext) {
    if (!grant.isEmpty()) {
      transcript.sent(what, grant);
    }
    Bytes early = keepPlaintext ? Bytes.EMPTY : inbox.beginAnew();
    tls = new Tls(settings.engine());
    answering = true;
    try {
      tls.begin();
      send(grant);
      decryptEarly(early);
    } catch (SSLException e) {
      fail(e);
    }
  }

  /** Stops using TLS, without an alert to the other side. */
  void leave() {
    tls = null;
    failed = false;
    announced = false;
    left = false;
  }

  /** Processes the bytes that have arrived on the wire. */
  void received(ByteBuffer octets) {
    if (tls == null) {
      byte[] bytes = new byte[octets.remaining()];
      octets.get(bytes);
      inClear(bytes, bytes.length);
    } else if (!failed) {
      decrypt(octets);
    }
  }

  private void inClear(byte[] bytes, int length) {
    decryptEarly(inbox.decode(bytes, length, this::beginsTls));
  }

  /**
   * Handles the answer to the request that was sent with the ClientHello; data after S belong to
   * TLS.
   */
  private boolean beginsTls(EncryptionResponse response) {
    boolean granted = ahead != null && response.reply() == 'S';
    if (granted) {
      tls = ahead;
    }
    ahead = null;
    return granted;
  }

  private void decryptEarly(Bytes octets) {
    if (octets.size() > 0) {
      decrypt(ByteBuffer.wrap(octets.toArray()));
    }
  }

  private void decrypt(ByteBuffer octets) {
    try {
      tls.received(
          octets,
          (bytes, length) -> {
            // Data can arrive together with the end of the handshake.
            announce();
            inClear(bytes, length);
          });
      // The handshake may complete with the last messages sent here.
      send(tls.pending());
      announce();
      if (tls.closeNotify() && !answering && !left) {
        // RFC 8446 allows this, and older versions require it; some servers wait for it before they
        // close.
        left = true;
        transcript.note(TransportNote.Ours.CLOSE_NOTIFY);
        send(tls.close());
      }
      if (announced && !waiting.isEmpty()) {
        Bytes now = waiting;
        waiting = Bytes.EMPTY;
        send(tls.encrypt(now));
      }
    } catch (SSLException e) {
      announce();
      fail(e);
    }
  }

  private void announce() {
    if (!announced && tls.established()) {
      announced = true;
      TlsKeyLog.session(tls.hello(), tls.session().getId());
      Event.Encrypted event =
          new Event.Encrypted(System.nanoTime(), tls.session().getProtocol(), tls.alpn());
      transcript.note(new TransportNote.Encrypted(event));
      inbox.add(event);
    }
  }

  private void fail(SSLException cause) {
    failed = true;
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    waiting = Bytes.EMPTY;
    Event.TlsFailed event = new Event.TlsFailed(System.nanoTime(), reason);
    transcript.note(new TransportNote.TlsFailed(event));
    inbox.add(event);
    try {
      send(tls.pending());
    } catch (SSLException e) {
      // In this case there is no alert to send.
    }
  }

  private void send(Bytes octets) {
    if (octets.size() > 0) {
      wire.accept(octets);
    }
  }

  /** Returns the bytes to write to the wire for these bytes; empty if they must not be sent. */
  Bytes protect(Bytes plain) {
    if (tls == null || (failed && !announced)) {
      return plain;
    }
    if (failed) {
      // Data that was to be encrypted is never sent in plaintext.
      transcript.note(TransportNote.Ours.NOT_SENT_WITHOUT_TLS);
      return Bytes.EMPTY;
    }
    if (left) {
      // Both sides have ended the TLS session, so that no data can be sent in it.
      return Bytes.EMPTY;
    }
    if (!tls.established()) {
      waiting = waiting.plus(plain);
      return Bytes.EMPTY;
    }
    try {
      return tls.encrypt(plain);
    } catch (SSLException e) {
      fail(e);
      return Bytes.EMPTY;
    }
  }

  /** Sends close_notify, if there is a TLS session. */
  void sayCloseNotify() {
    if (established() && !failed && !left) {
      try {
        send(tls.close());
      } catch (SSLException e) {
        // The other side has closed the connection; nothing can be sent.
      }
    }
  }

  /**
   * Returns whether the close_notify of the other side was answered. If the other side has already
   * closed the connection, it reacts with RST, for which it is not to blame.
   */
  boolean left() {
    return left;
  }

  /** Returns whether the other side has sent close_notify. */
  boolean closeNotify() {
    return tls != null && tls.closeNotify();
  }

  /** Returns the TLS session, once there is one. */
  Optional<SSLSession> session() {
    return established() ? Optional.of(tls.session()) : Optional.empty();
  }

  private boolean established() {
    return tls != null && tls.established();
  }
}
