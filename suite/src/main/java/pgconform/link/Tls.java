package pgconform.link;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import pgconform.wire.Bytes;

/**
 * The TLS layer of a connection, which encrypts and decrypts bytes and has no socket. Guarded by
 * the poller's lock.
 */
final class Tls {
  /** The first octet of a record that belongs to a handshake. */
  private static final int HANDSHAKE = 0x16;

  /** The most bytes that wait to be decrypted, which is far more than the largest record. */
  private static final int MOST_WAITING = 1024 * 1024;

  private final SSLEngine engine;
  private ByteBuffer incoming;
  private ByteBuffer plaintext;
  private final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();
  private Bytes hello = Bytes.EMPTY;
  private boolean begun;
  private boolean established;
  private boolean closeNotify;

  /** Creates the layer for the side that the engine is made for. */
  Tls(SSLEngine engine) {
    this.engine = engine;
    SSLSession session = engine.getSession();
    incoming = ByteBuffer.allocate(session.getPacketBufferSize());
    plaintext = ByteBuffer.allocate(session.getApplicationBufferSize());
  }

  /** Begins the handshake; returns the ClientHello, or nothing on the server's side. */
  Bytes begin() throws SSLException {
    engine.beginHandshake();
    hello = pending();
    return hello;
  }

  /** Returns what {@link #begin()} returned. */
  Bytes hello() {
    return hello;
  }

  /** The result of reading. */
  interface Sink {
    /** Takes decrypted octets. */
    void plaintext(byte[] bytes, int length);
  }

  /**
   * Takes octets from the wire, and passes the decrypted ones to the sink. Call {@link #pending()}
   * afterwards: there may be an answer to send, even after an exception (an alert).
   */
  void received(ByteBuffer bytes, Sink sink) throws SSLException {
    boolean first = !begun && bytes.hasRemaining();
    begun |= first;
    if (first && !engine.getUseClientMode() && bytes.get(bytes.position()) != HANDSHAKE) {
      // As with OpenSSL, data that do not even begin like TLS are not answered in TLS.
      throw new SSLException("the data received is not a TLS handshake");
    }
    while (bytes.hasRemaining()) {
      if (closeNotify) {
        // Data after the end are ignored.
        bytes.position(bytes.limit());
        return;
      }
      if (!incoming.hasRemaining()) {
        grow();
      }
      int n = Math.min(incoming.remaining(), bytes.remaining());
      incoming.put(bytes.slice(bytes.position(), n));
      bytes.position(bytes.position() + n);
      unwrap(sink);
    }
  }

  private void unwrap(Sink sink) throws SSLException {
    incoming.flip();
    try {
      while (true) {
        runTasks();
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
          // It is this side's turn: the link sends what is pending and calls again.
          if (!flushHandshake()) {
            return;
          }
          continue;
        }
        plaintext.clear();
        SSLEngineResult result = engine.unwrap(incoming, plaintext);
        noteHandshake(result);
        if (plaintext.position() > 0) {
          sink.plaintext(plaintext.array(), plaintext.position());
        }
        switch (result.getStatus()) {
          case BUFFER_UNDERFLOW -> {
            return;
          }
          case BUFFER_OVERFLOW ->
              plaintext =
                  ByteBuffer.allocate(
                      Math.max(
                          plaintext.capacity() * 2,
                          engine.getSession().getApplicationBufferSize()));
          case CLOSED -> {
            closeNotify = true;
            return;
          }
          case OK -> {
            if (result.bytesConsumed() == 0
                && result.bytesProduced() == 0
                && result.getHandshakeStatus() != HandshakeStatus.NEED_TASK
                && result.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
              return;
            }
          }
        }
      }
    } finally {
      incoming.compact();
    }
  }

  private boolean flushHandshake() throws SSLException {
    int before = outgoing.size();
    wrap(ByteBuffer.allocate(0));
    return outgoing.size() > before;
  }

  private void wrap(ByteBuffer source) throws SSLException {
    ByteBuffer packet = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    while (true) {
      packet.clear();
      SSLEngineResult result = engine.wrap(source, packet);
      noteHandshake(result);
      outgoing.write(packet.array(), 0, packet.position());
      runTasks();
      switch (result.getStatus()) {
        case BUFFER_OVERFLOW -> packet = ByteBuffer.allocate(packet.capacity() * 2);
        case CLOSED, BUFFER_UNDERFLOW -> {
          return;
        }
        case OK -> {
          boolean more =
              source.hasRemaining() || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
          if (!more || result.bytesProduced() == 0) {
            return;
          }
        }
      }
    }
  }

  /** Returns the records that have to be sent now, oldest first; empty if there are none. */
  Bytes pending() throws SSLException {
    runTasks();
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      flushHandshake();
    }
    Bytes result = Bytes.of(outgoing.toByteArray());
    outgoing.reset();
    return result;
  }

  /** Encrypts octets into separate records. */
  Bytes encrypt(Bytes bytes) throws SSLException {
    wrap(ByteBuffer.wrap(bytes.toArray()));
    return pending();
  }

  /** Returns the close_notify alert. */
  Bytes close() throws SSLException {
    engine.closeOutbound();
    wrap(ByteBuffer.allocate(0));
    return pending();
  }

  private void noteHandshake(SSLEngineResult result) {
    established |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
  }

  private void runTasks() {
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      for (Runnable task = engine.getDelegatedTask();
          task != null;
          task = engine.getDelegatedTask()) {
        task.run();
      }
    }
  }

  private void grow() throws SSLException {
    if (incoming.capacity() >= MOST_WAITING) {
      throw new SSLException("the peer sent more TLS data than can be buffered");
    }
    incoming.flip();
    incoming = ByteBuffer.allocate(incoming.capacity() * 2).put(incoming);
  }

  /** Returns whether the handshake is complete. */
  boolean established() {
    return established;
  }

  /** Returns whether the peer has sent close_notify. */
  boolean closeNotify() {
    return closeNotify;
  }

  SSLSession session() {
    return engine.getSession();
  }

  /** Returns the protocol agreed on by ALPN; empty if there is none. */
  String alpn() {
    String alpn = engine.getApplicationProtocol();
    return alpn == null ? "" : alpn;
  }
}
