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
 * What stands between the octets on a link's wire and those of its messages: nothing, TLS, or TLS
 * that has broken. Guarded by the poller's lock.
 */
final class Protection {
  private final Inbox inbox;
  private final Consumer<Bytes> wire;
  private final ConnectionTranscript transcript;
  private Tls tls;
  // Its ClientHello has left together with the request that has yet to be granted.
  private Tls ahead;
  private boolean failed;
  private boolean announced;

  /**
   * None so far.
   *
   * @param inbox where what was protected goes, and what becomes of a handshake
   * @param wire sends the few octets of a handshake
   */
  Protection(Inbox inbox, Consumer<Bytes> wire, ConnectionTranscript transcript) {
    this.inbox = inbox;
    this.wire = wire;
    this.transcript = transcript;
  }

  /**
   * Begins a handshake.
   *
   * @param request what leaves in one write with the ClientHello and has yet to be granted; if
   *     empty, the handshake begins at once
   * @param what the messages that those octets are, for the transcript
   */
  void begin(TlsSettings settings, List<String> alpn, Bytes request, List<?> what) {
    Tls begun = new Tls(settings, alpn);
    Bytes early = Bytes.EMPTY;
    if (request.size() == 0) {
      // What came behind the answer to SSLRequest is not to be taken for anything but TLS.
      early = inbox.beginAnew();
      tls = begun;
    } else {
      inbox.expectEncryptionResponse();
      ahead = begun;
      transcript.sent(what, request);
    }
    try {
      Bytes hello = begun.begin();
      transcript.note(
          "ClientHello" + (alpn.isEmpty() ? "" : " with ALPN " + String.join(", ", alpn)));
      send(request.plus(hello));
      decryptEarly(early);
    } catch (SSLException e) {
      fail(e);
    }
  }

  /** Takes what has come on the wire. */
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

  /** The answer to the request that the ClientHello went behind; what follows S belongs to TLS. */
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
            // Data may come with the end of the handshake.
            announce();
            inClear(bytes, length);
          });
      // The handshake may complete with our last flight.
      send(tls.pending());
      announce();
    } catch (SSLException e) {
      announce();
      fail(e);
    }
  }

  private void announce() {
    if (!announced && tls.established()) {
      announced = true;
      TlsKeyLog.session(tls.hello(), tls.session().getId());
      happened(new Event.Encrypted(System.nanoTime(), tls.session().getProtocol(), tls.alpn()));
    }
  }

  private void fail(SSLException cause) {
    failed = true;
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    happened(new Event.TlsFailed(System.nanoTime(), reason));
    try {
      send(tls.pending());
    } catch (SSLException e) {
      // There is no alert to send then.
    }
  }

  private void happened(Event event) {
    transcript.note(event.toString());
    inbox.add(event);
  }

  private void send(Bytes octets) {
    if (octets.size() > 0) {
      wire.accept(octets);
    }
  }

  /** What has to go over the wire for these octets; none if it must not go at all. */
  Bytes protect(Bytes plain) {
    if (tls == null || (failed && !announced)) {
      return plain;
    }
    if (failed) {
      // What was meant to be protected never leaves in clear.
      transcript.note("not sent: TLS is broken");
      return Bytes.EMPTY;
    }
    try {
      return tls.encrypt(plain);
    } catch (SSLException e) {
      fail(e);
      return Bytes.EMPTY;
    }
  }

  /** Says close_notify, where TLS stands. */
  void sayCloseNotify() throws SSLException {
    if (established() && !failed) {
      send(tls.close());
    }
  }

  /** Whether the other side has said close_notify. */
  boolean closeNotify() {
    return tls != null && tls.closeNotify();
  }

  /** The TLS session, once there is one. */
  Optional<SSLSession> session() {
    return established() ? Optional.of(tls.session()) : Optional.empty();
  }

  private boolean established() {
    return tls != null && tls.established();
  }
}
