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
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The non-blocking socket of a link. It is read whenever the poller finds data, and sends each
 * write as a separate segment. It does not know about TLS or messages.
 *
 * <p>Its state is guarded by the poller's lock. {@link #connect}, {@link #adopt} and {@link #write}
 * acquire the lock themselves; callers of all other methods must hold it.
 */
final class NonBlockingSocket implements Poller.Watched {
  private static final int RECEIVE_BUFFER = 64 * 1024;

  private static final ThreadLocal<ByteBuffer> READ_BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(32 * 1024));

  private final Poller poller;
  private final ConnectionTranscript transcript;
  private final Reader reader;
  private SocketChannel channel;
  private SelectionKey key;
  private TransportNote beginning;
  private boolean connected;
  private IOException connectFailure;
  private final Deque<ByteBuffer> unsent = new ArrayDeque<>();
  private int unsentOctets;
  private boolean finWanted;
  private boolean closeWanted;
  private boolean sendFailed;
  private boolean ended;
  private boolean resetByPeer;
  private boolean abandoned;

  /** The receiver of the data; called under the poller's lock. */
  interface Reader {
    /** Takes octets that have arrived; the buffer is reused afterwards. */
    void received(ByteBuffer octets);

    /**
     * Handles the end of the connection by the other side, with RST or with FIN; nothing follows.
     */
    void ended(boolean reset);
  }

  /** Creates a socket that is not connected yet. */
  NonBlockingSocket(Poller poller, ConnectionTranscript transcript, Reader reader) {
    this.poller = poller;
    this.transcript = transcript;
    this.reader = reader;
  }

  /**
   * Connects to an address; to be called once.
   *
   * @throws LinkException if there is no connection by the deadline
   */
  void connect(Address address, Deadline deadline) throws LinkException {
    beginning = new TransportNote.Connected(address);
    try {
      SocketAddress socketAddress = address.socketAddress();
      boolean unix = address instanceof Address.Unix;
      channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
      setOptions(unix);
      watch(channel.connect(socketAddress));
      finishConnect(address, deadline);
    } catch (UnresolvedAddressException e) {
      closeQuietly();
      throw unreachable(address, "the host name is not known", e);
    } catch (LinkException e) {
      closeQuietly();
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      closeQuietly();
      throw unreachable(address, String.valueOf(e.getMessage()), e);
    }
  }

  private static LinkException unreachable(Address address, String reason, Throwable cause) {
    return new LinkException(new LinkFailure.Unreachable(address, reason), cause);
  }

  /** Takes over a connection that was accepted; to be called once. */
  void adopt(SocketChannel accepted, Address address) throws IOException {
    beginning = new TransportNote.Accepted(address);
    channel = accepted;
    setOptions(address instanceof Address.Unix);
    watch(true);
  }

  private void setOptions(boolean unix) throws IOException {
    channel.configureBlocking(false);
    if (!unix) {
      // Each write is sent at once, as a separate segment.
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      // Unread data should stay with the other side, not in large buffers in between.
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
    }
  }

  /**
   * Registers the channel under the lock, so that no reading thread sees a socket that is half set
   * up.
   */
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
      throw unreachable(address, "no answer in time", null);
    }
    if (connectFailure != null) {
      throw connectFailure;
    }
  }

  private void connected() {
    began();
    key.interestOps(SelectionKey.OP_READ);
  }

  /** Notes the beginning, which precedes everything else, even a reset that comes at once. */
  private void began() {
    connected = true;
    transcript.note(beginning);
  }

  @Override
  public void ready() {
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        connected();
        return;
      }
      if (key.isWritable()) {
        flush();
      }
      if (key.isValid() && key.isReadable()) {
        read();
      }
    } catch (IOException e) {
      if (connected) {
        end(true);
      } else if (resetAtOnce(e)) {
        began();
        end(true);
      } else {
        connectFailure = e;
        key.cancel();
      }
    }
  }

  /**
   * Returns whether the server accepted the connection and reset it before the connect returned.
   */
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
      if (reset) {
        forgetUnsent();
      }
      if (key.isValid()) {
        key.interestOps(unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE);
      }
      reader.ended(reset);
    }
  }

  /** Reads whenever data have arrived, or stops reading for now. */
  void reading(boolean wanted) {
    if (key.isValid() && !ended && connected) {
      boolean reads = (key.interestOps() & SelectionKey.OP_READ) != 0;
      if (wanted && !reads) {
        key.interestOpsOr(SelectionKey.OP_READ);
        // Another thread may be in a select that does not include it.
        poller.selector().wakeup();
      } else if (!wanted) {
        key.interestOpsAnd(~SelectionKey.OP_READ);
      }
    }
  }

  /** Sends octets, and waits until the network has accepted them or the deadline has passed. */
  void write(ByteBuffer octets, Deadline deadline) {
    if (poller.locked(() -> post(octets))) {
      return;
    }
    if (!poller.await(() -> !octets.hasRemaining() || gone(), deadline)) {
      poller.locked(
          () -> {
            transcript.note(new TransportNote.OctetsNotSent(octets.remaining()));
            forgetUnsent();
          });
    }
  }

  private boolean gone() {
    return abandoned || resetByPeer || sendFailed;
  }

  private void forgetUnsent() {
    unsent.clear();
    unsentOctets = 0;
  }

  /**
   * Sends bytes after those that are waiting to be sent, as soon as the network accepts them.
   *
   * @return whether all have been sent
   */
  boolean post(ByteBuffer octets) {
    if (abandoned || closeWanted) {
      return true;
    }
    unsent.add(octets);
    unsentOctets += octets.remaining();
    // Otherwise, the waiting data is sent when the network accepts it.
    return unsent.size() == 1 && flush();
  }

  private boolean flush() {
    try {
      while (!unsent.isEmpty()) {
        unsentOctets -= channel.write(unsent.peek());
        if (unsent.peek().hasRemaining()) {
          break;
        }
        unsent.remove();
      }
    } catch (IOException e) {
      // Data that the other side sent before it closed may still be readable: reading shows the
      // end.
      sendFailed = true;
      forgetUnsent();
      transcript.note(new TransportNote.SendFailed(transcript.peer()));
    }
    boolean all = unsent.isEmpty();
    if (all && closeWanted) {
      abandon();
    } else if (all && finWanted) {
      shutdownOutput();
    }
    watchForWriting(!all);
    return all;
  }

  private void watchForWriting(boolean wanted) {
    if (key.isValid() && (key.interestOps() & SelectionKey.OP_WRITE) != 0 != wanted) {
      if (wanted) {
        key.interestOpsOr(SelectionKey.OP_WRITE);
        // Another thread may be in a select that does not include it.
        poller.selector().wakeup();
      } else {
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
      }
    }
  }

  /** Returns the number of octets that the network has not accepted yet. */
  int unsent() {
    return unsentOctets;
  }

  /** Returns whether the other side accepts no more data. */
  boolean sendFailed() {
    return sendFailed;
  }

  /**
   * Sends FIN after the waiting data, and continues to read; returns false if it was already
   * closed.
   */
  boolean fin() {
    finWanted = true;
    return !unsent.isEmpty() || shutdownOutput();
  }

  private boolean shutdownOutput() {
    finWanted = false;
    try {
      channel.shutdownOutput();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Closes the socket after the waiting data has been sent. */
  void closeWhenSent() {
    if (unsent.isEmpty()) {
      abandon();
    } else {
      closeWanted = true;
    }
  }

  /** Makes a later close send RST; data that have not been sent yet may be lost. */
  void resetWhenClosed() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
  }

  /** Returns whether pgconform has closed it, or is about to. */
  boolean closed() {
    return abandoned || closeWanted;
  }

  /** Closes the socket at once. */
  @Override
  public void abandon() {
    abandoned = true;
    forgetUnsent();
    key.cancel();
    closeQuietly();
    poller.forgetClosed();
  }

  private void closeQuietly() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The failure has no consequences.
      }
    }
  }
}
