package pgconform.selftest;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import pgconform.link.Tls;
import pgconform.wire.Bytes;

/** One of the two connections of a {@link Relay}, with or without TLS; never blocks. */
final class End {
  /** How the other side of a connection has ended it. */
  enum Ending {
    /** TCP's FIN; over TLS, without a close_notify before it. */
    FIN,
    /** TLS's close_notify, and FIN. */
    CLOSE_NOTIFY,
    /** TCP's RST. */
    RST
  }

  private static final int HANDSHAKE = 0x16;
  private static final int MOST_WAITING = 256 * 1024;
  private static final ThreadLocal<ByteBuffer> BUFFERS =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(64 * 1024));

  private final SocketChannel channel;
  private final SelectionKey key;
  private final boolean tcp;
  private final Deque<ByteBuffer> out = new ArrayDeque<>();
  private Tls tls;
  private Bytes untilEstablished = Bytes.EMPTY;
  private int waiting;
  private boolean finWanted;
  private boolean closeWanted;
  private boolean ended;
  private boolean paused;
  private boolean broken;
  private boolean handshaking;
  // What does not even begin like TLS is not answered in TLS, as with OpenSSL.
  private boolean speechless;
  private Deferred deferred;

  private interface Deferred {
    void run() throws IOException;
  }

  /** What a relay is told of one of its ends. */
  interface Listener {
    /** Octets have come, decrypted if there is TLS. */
    void octets(Bytes octets) throws IOException;

    /** The TLS handshake is complete. */
    void encrypted() throws IOException;

    /** The other side has ended its direction. */
    void ended(Ending ending) throws IOException;
  }

  End(SocketChannel channel, java.nio.channels.Selector selector, Object attachment)
      throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    tcp = channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY);
    if (tcp) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    key = channel.register(selector, SelectionKey.OP_READ, attachment);
  }

  boolean is(SelectionKey other) {
    return key == other;
  }

  /** Whether it is a Unix socket's, where there is no TLS. */
  boolean isLocal() {
    return !tcp;
  }

  boolean encrypted() {
    return tls != null;
  }

  boolean established() {
    return tls != null && tls.established();
  }

  /** Whether the other side takes nothing more although it had only ended its own direction. */
  boolean broken() {
    return broken;
  }

  String alpn() {
    return tls.alpn();
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** Whether so much waits to be sent that nothing should be added for now. */
  boolean full() {
    return waiting > MOST_WAITING;
  }

  /** Reads no further until told so. */
  void pause(boolean pause) {
    paused = pause;
    interests();
  }

  /** Begins a handshake, on the side that the engine is made for. */
  void startTls(SSLEngine engine) throws IOException {
    tls = new Tls(engine);
    write(tls.begin());
  }

  void read(Listener listener) throws IOException {
    ByteBuffer buffer = BUFFERS.get().clear();
    int n;
    try {
      n = channel.read(buffer);
    } catch (IOException e) {
      end(Ending.RST, listener);
      return;
    }
    if (n < 0) {
      boolean notified = tls != null && tls.closeNotify();
      end(notified ? Ending.CLOSE_NOTIFY : Ending.FIN, listener);
      return;
    }
    byte[] octets = new byte[n];
    buffer.flip().get(octets);
    received(Bytes.of(octets), listener);
  }

  /** Takes octets as if they had just come. */
  void received(Bytes octets, Listener listener) throws IOException {
    if (tls == null) {
      listener.octets(octets);
      return;
    }
    boolean before = tls.established();
    if (!handshaking && !octets.isEmpty()) {
      handshaking = true;
      speechless = octets.get(0) != HANDSHAKE;
    }
    Deque<Bytes> decrypted = new ArrayDeque<>();
    try {
      tls.received(
          ByteBuffer.wrap(octets.toArray()),
          (bytes, length) -> decrypted.add(Bytes.of(bytes, 0, length)));
      write(tls.pending());
    } catch (SSLException e) {
      if (!speechless) {
        alert();
      }
      end(Ending.FIN, listener);
      return;
    }
    if (!before && tls.established()) {
      Bytes held = untilEstablished;
      untilEstablished = Bytes.EMPTY;
      listener.encrypted();
      send(held);
      if (deferred != null) {
        deferred.run();
      }
    }
    for (Bytes each : decrypted) {
      listener.octets(each);
    }
  }

  private void alert() {
    try {
      write(tls.pending());
    } catch (IOException e) {
      // There is nothing left to say.
    }
  }

  private void end(Ending ending, Listener listener) throws IOException {
    if (!ended) {
      ended = true;
      interests();
      listener.ended(ending);
    }
  }

  /** Sends octets, encrypted if there is TLS, as soon as the handshake is complete. */
  void send(Bytes octets) throws IOException {
    if (octets.isEmpty() || !channel.isOpen() || finWanted || closeWanted) {
      return;
    }
    if (tls == null) {
      write(octets);
    } else if (tls.established()) {
      write(tls.encrypt(octets));
    } else {
      untilEstablished = untilEstablished.plus(octets);
    }
  }

  private void write(Bytes octets) {
    if (!octets.isEmpty()) {
      out.add(ByteBuffer.wrap(octets.toArray()));
      waiting += octets.size();
    }
  }

  /** Writes as much as the socket takes. */
  void flush() {
    try {
      while (!out.isEmpty()) {
        // What came in one piece goes on in one piece.
        long written = channel.write(out.toArray(ByteBuffer[]::new));
        waiting -= (int) written;
        out.removeIf(buffer -> !buffer.hasRemaining());
        if (written == 0) {
          break;
        }
      }
    } catch (IOException e) {
      // Reading tells how the connection ended, unless that was known before.
      broken = ended;
      out.clear();
      waiting = 0;
    }
    if (out.isEmpty() && closeWanted) {
      abandon();
    } else if (out.isEmpty() && finWanted) {
      try {
        channel.shutdownOutput();
      } catch (IOException e) {
        // It has ended already.
      }
    }
    interests();
  }

  private void interests() {
    if (key.isValid()) {
      key.interestOps(
          (ended || paused ? 0 : SelectionKey.OP_READ)
              | (out.isEmpty() ? 0 : SelectionKey.OP_WRITE));
    }
  }

  /** Whether there are octets that wait for TLS; then the end waits for it, too. */
  private boolean holds(Deferred end) {
    if (untilEstablished.isEmpty() || !channel.isOpen()) {
      return false;
    }
    deferred = end;
    return true;
  }

  /** Sends FIN behind what waits, over TLS close_notify before it if wanted. */
  void finish(boolean closeNotify) throws IOException {
    if (holds(() -> finish(closeNotify))) {
      return;
    }
    if (channel.isOpen() && !finWanted && !closeWanted) {
      notify(closeNotify);
      finWanted = true;
      flush();
    }
  }

  /** Closes behind what waits, over TLS with close_notify if wanted. */
  void close(boolean closeNotify) throws IOException {
    if (channel.isOpen() && !closeWanted) {
      if (!finWanted) {
        notify(closeNotify);
      }
      closeWanted = true;
      flush();
    }
  }

  private void notify(boolean closeNotify) throws IOException {
    if (closeNotify && established()) {
      write(tls.close());
    }
  }

  /** Sends RST behind what the socket takes at once. */
  void reset() throws IOException {
    if (holds(this::reset)) {
      return;
    }
    if (channel.isOpen()) {
      flush();
      if (tcp) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      abandon();
    }
  }

  /** Closes without a word. */
  void abandon() {
    try {
      key.cancel();
      channel.close();
    } catch (IOException e) {
      // Nothing is lost by it.
    }
  }
}
