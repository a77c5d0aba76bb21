package pgconform.link;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;

/**
 * The socket of a link: never blocks, is read whenever the poller finds that something has come,
 * and sends each write as a segment of its own. Knows nothing of TLS or of messages.
 *
 * <p>Its state is guarded by the poller's lock, which {@link #connect} and {@link #write} take by
 * themselves; whoever calls anything else has it.
 */
final class WatchedSocket {
  private static final int RECEIVE_BUFFER = 64 * 1024;

  private static final ThreadLocal<ByteBuffer> READ_BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(32 * 1024));

  private final Poller poller;
  private final ConnectionTranscript transcript;
  private final Reader reader;
  private SocketChannel channel;
  private SelectionKey key;
  private boolean connected;
  private IOException connectFailure;
  private boolean writable = true;
  private boolean ended;
  private boolean resetByPeer;
  private boolean abandoned;

  /** What is told of what comes; called under the poller's lock. */
  interface Reader {
    /** Octets have come; the buffer is used again afterwards. */
    void received(ByteBuffer octets);

    /** The other side has ended the connection, by RST or by FIN; nothing follows. */
    void ended(boolean reset);
  }

  /** A socket that is yet to be connected. */
  WatchedSocket(Poller poller, ConnectionTranscript transcript, Reader reader) {
    this.poller = poller;
    this.transcript = transcript;
    this.reader = reader;
  }

  /**
   * Connects; to be called once.
   *
   * @throws LinkException if there is no connection by the deadline
   */
  void connect(Address address, Deadline deadline) throws LinkException {
    try {
      SocketAddress socketAddress = address.socketAddress();
      boolean unix = address instanceof Address.Unix;
      channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
      channel.configureBlocking(false);
      if (!unix) {
        // Each write leaves at once, as a segment of its own.
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // What nobody reads should stay with the server, not in megabytes of buffers between.
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      }
      watch(channel.connect(socketAddress));
      finishConnect(address, deadline);
    } catch (UnresolvedAddressException e) {
      closeQuietly();
      throw LinkException.unreachable(
          "cannot connect to %s: the host name is not known".formatted(address), e);
    } catch (LinkException e) {
      closeQuietly();
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      closeQuietly();
      throw LinkException.unreachable(
          "cannot connect to %s: %s".formatted(address, e.getMessage()), e);
    }
  }

  /** Under the lock, so that no thread that reads meanwhile sees a socket that is half made. */
  private void watch(boolean atOnce) throws IOException {
    poller.lock().lock();
    try {
      key = channel.register(poller.selector(), SelectionKey.OP_CONNECT, this);
      if (atOnce) {
        connected();
      }
      poller.selector().wakeup();
    } finally {
      poller.lock().unlock();
    }
  }

  private void finishConnect(Address address, Deadline deadline) throws IOException {
    if (!poller.await(() -> connected || connectFailure != null, deadline)) {
      throw LinkException.unreachable(
          "cannot connect to %s: no answer in time".formatted(address), null);
    }
    if (connectFailure != null) {
      throw connectFailure;
    }
  }

  private void connected() {
    connected = true;
    key.interestOps(SelectionKey.OP_READ);
  }

  /** Called by the poller when the channel is ready for something. */
  void ready() {
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        connected();
        return;
      }
      if (key.isWritable()) {
        writable = true;
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
      }
      if (key.isReadable()) {
        read();
      }
    } catch (IOException e) {
      if (connected || resetAtOnce(e)) {
        connected = true;
        end(true);
      } else {
        connectFailure = e;
        key.cancel();
      }
    }
  }

  /** Whether the server took the connection and reset it before we had seen that we had it. */
  private static boolean resetAtOnce(IOException e) {
    return !(e instanceof ConnectException) && String.valueOf(e.getMessage()).contains("reset");
  }

  private void read() throws IOException {
    ByteBuffer buffer = READ_BUFFER.get().clear();
    if (channel.read(buffer) < 0) {
      end(false);
    } else {
      reader.received(buffer.flip());
    }
  }

  private void end(boolean reset) {
    if (!ended) {
      ended = true;
      resetByPeer = reset;
      if (key.isValid()) {
        key.interestOps(0);
      }
      reader.ended(reset);
    }
  }

  /** Reads whenever something has come, or leaves it with the network for now. */
  void reading(boolean wanted) {
    if (key.isValid() && !ended && connected) {
      boolean reads = (key.interestOps() & SelectionKey.OP_READ) != 0;
      if (wanted && !reads) {
        key.interestOpsOr(SelectionKey.OP_READ);
        // Another thread may be selecting without it.
        poller.selector().wakeup();
      } else if (!wanted) {
        key.interestOpsAnd(~SelectionKey.OP_READ);
      }
    }
  }

  /** Sends octets, and waits until the network has taken them or the deadline has passed. */
  void write(ByteBuffer octets, Deadline deadline) {
    while (octets.hasRemaining()) {
      boolean progress = poller.locked(() -> writeSome(octets));
      boolean late = octets.hasRemaining() && deadline.passed();
      if (late || (!progress && !poller.await(() -> writable || gone(), deadline))) {
        transcript.note("%d bytes could not be sent in time".formatted(octets.remaining()));
        return;
      }
      if (poller.locked(this::gone)) {
        return;
      }
    }
  }

  private boolean gone() {
    return abandoned || resetByPeer;
  }

  /** Sends as much as fits into the socket's buffer; the few octets of a handshake always do. */
  boolean writeSome(ByteBuffer octets) {
    try {
      if (channel.write(octets) == 0) {
        writable = false;
        key.interestOpsOr(SelectionKey.OP_WRITE);
        poller.selector().wakeup();
        return false;
      }
    } catch (IOException e) {
      // What the server had sent before it closed may still be readable: reading tells the end.
      octets.position(octets.limit());
      transcript.note("could not send: the server had closed");
    }
    return true;
  }

  /** Sends FIN and goes on reading. */
  void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  /** From now on, closing sends RST, and what has not left yet may be lost. */
  void resetWhenClosed() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
  }

  /** Whether it was closed on our side. */
  boolean abandoned() {
    return abandoned;
  }

  /** Closes the socket without a word. */
  void abandon() {
    abandoned = true;
    key.cancel();
    closeQuietly();
    poller.forgetClosed();
  }

  private void closeQuietly() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing is lost by it.
      }
    }
  }
}
