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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import pgconform.wire.BackendDecoder;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.MalformedMessage;

/**
 * A client's connection to a server under exact control: which octets leave in which segments, when
 * TLS begins, how the connection ends.
 *
 * <p>A link decides nothing and judges nothing: whatever the server does becomes an {@link Event}.
 * Also a failed write is no error here; the {@link Event.Closed} that belongs to it tells.
 */
public final class Link implements AutoCloseable {
  private static final int RECEIVE_BUFFER = 64 * 1024;

  /** A message whose length word is above this cannot be what was asked for. */
  private static final int LARGEST_MESSAGE = 8 * 1024 * 1024;

  /** No scenario asks for this much; what sends it floods us. */
  private static final long FLOOD = 64L * 1024 * 1024;

  /** Events not yet taken; beyond this the link stops reading until some are. */
  private static final int MOST_WAITING = 10_000;

  /** Segments in a row after which one waits for the pace of the network, see {@link #send}. */
  private static final int SEGMENTS_IN_FLIGHT = 8;

  private static final ThreadLocal<ByteBuffer> READ_BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(32 * 1024));

  private final Poller poller;
  private final Transcript transcript;
  private final String name;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final Deque<Event> events = new ArrayDeque<>();
  // TLS records have to leave in the order in which they were made.
  private final ReentrantLock sending = new ReentrantLock();
  private BackendDecoder decoder = new BackendDecoder(LARGEST_MESSAGE);
  private Tls tls;
  // Its ClientHello has left together with the request that has yet to be granted.
  private Tls ahead;
  private boolean tlsFailed;
  private boolean tlsAnnounced;
  private boolean connected;
  private IOException connectFailure;
  private boolean writable = true;
  private boolean closedByPeer;
  private boolean closedByUs;
  private boolean flooded;
  private long received;
  private Event.Closed end;

  private Link(Poller poller, Transcript transcript, String name, SocketChannel channel)
      throws IOException {
    this.poller = poller;
    this.transcript = transcript;
    this.name = name;
    this.channel = channel;
    this.key = channel.register(poller.selector(), SelectionKey.OP_CONNECT, this);
  }

  /**
   * Connects.
   *
   * @param name what the scenario calls the connection; used in transcripts
   * @throws LinkException if there is no connection by the deadline
   */
  public static Link connect(
      Poller poller, Transcript transcript, String name, Address address, Deadline deadline)
      throws LinkException {
    SocketChannel channel = null;
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
      boolean atOnce = channel.connect(socketAddress);
      Link link = register(poller, transcript, name, channel, atOnce);
      link.finishConnect(address, deadline);
      transcript.note(name, "connected to " + address);
      return link;
    } catch (UnresolvedAddressException e) {
      closeQuietly(channel);
      throw LinkException.unreachable(
          "cannot connect to %s: the host name is not known".formatted(address), e);
    } catch (LinkException e) {
      closeQuietly(channel);
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      closeQuietly(channel);
      throw LinkException.unreachable(
          "cannot connect to %s: %s".formatted(address, e.getMessage()), e);
    }
  }

  /** Under the lock, so that no thread that reads meanwhile sees a link that is half made. */
  private static Link register(
      Poller poller, Transcript transcript, String name, SocketChannel channel, boolean connected)
      throws IOException {
    poller.lock().lock();
    try {
      Link link = new Link(poller, transcript, name, channel);
      if (connected) {
        link.connected();
      }
      poller.selector().wakeup();
      return link;
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

  /** Called by the poller, under its lock, when the channel is ready for something. */
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
        ended(true);
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
    int n = channel.read(buffer);
    if (n < 0) {
      ended(false);
      return;
    }
    received += n;
    buffer.flip();
    if (tls == null) {
      byte[] bytes = new byte[n];
      buffer.get(bytes);
      plaintext(bytes, n);
    } else if (!tlsFailed) {
      decrypt(buffer);
    }
    if (received > FLOOD && !flooded) {
      flooded = true;
      happened(new Event.Flooded(System.nanoTime(), FLOOD));
      transcript.note(name, "more than %d bytes came: not read any further".formatted(FLOOD));
    }
    throttle();
  }

  private void decrypt(ByteBuffer buffer) {
    try {
      tls.received(
          buffer,
          (bytes, length) -> {
            // Data may come with the end of the handshake.
            announceTls();
            plaintext(bytes, length);
          });
      // The handshake may complete with our last flight.
      writeNow(tls.pending());
      announceTls();
    } catch (SSLException e) {
      announceTls();
      tlsFailed(e);
    }
  }

  private void announceTls() {
    if (!tlsAnnounced && tls.established()) {
      tlsAnnounced = true;
      TlsKeyLog.session(tls.hello(), tls.session().getId());
      Event.Encrypted event =
          new Event.Encrypted(System.nanoTime(), tls.session().getProtocol(), tls.alpn());
      transcript.note(name, event.toString());
      happened(event);
    }
  }

  private void tlsFailed(SSLException cause) {
    tlsFailed = true;
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    Event event = new Event.TlsFailed(System.nanoTime(), reason);
    transcript.note(name, event.toString());
    happened(event);
    try {
      writeNow(tls.pending());
    } catch (SSLException e) {
      // There is no alert to send then.
    }
  }

  private void plaintext(byte[] bytes, int length) {
    long now = System.nanoTime();
    decoder.feed(bytes, 0, length);
    List<BackendMessage> messages = new ArrayList<>(4);
    int taken = length;
    Bytes early = Bytes.EMPTY;
    for (BackendMessage message = decoder.next(); message != null; message = decoder.next()) {
      messages.add(message);
      happened(new Event.Received(now, message));
      if (ahead != null && message instanceof EncryptionResponse response) {
        early = answered(response);
        taken -= early.size();
      }
    }
    transcript.add(now, name, Transcript.Side.RECEIVED, messages, Bytes.of(bytes, 0, taken));
    decryptEarly(early);
  }

  /** The answer to the request that the ClientHello went behind; what follows S belongs to TLS. */
  private Bytes answered(EncryptionResponse response) {
    Bytes early = Bytes.EMPTY;
    if (response.reply() == 'S') {
      tls = ahead;
      early = decoder.pending();
      decoder = new BackendDecoder(LARGEST_MESSAGE);
    }
    ahead = null;
    return early;
  }

  private void ended(boolean reset) {
    if (closedByPeer) {
      return;
    }
    closedByPeer = true;
    if (key.isValid()) {
      key.interestOps(0);
    }
    if (decoder.midMessage()) {
      transcript.note(name, "%d bytes of an incomplete message".formatted(decoder.buffered()));
      // An end behind some octets is not the end without a word that it would seem to be.
      Bytes rest = decoder.pending();
      MalformedMessage cut =
          new MalformedMessage(rest.get(0), rest.size(), rest, "cut off by the end");
      happened(new Event.Received(System.nanoTime(), cut));
    }
    end = new Event.Closed(System.nanoTime(), reset, tls != null && tls.closeNotify());
    transcript.note(name, "server closed: " + end);
    happened(end);
  }

  private void happened(Event event) {
    events.add(event);
  }

  private void throttle() {
    if (key.isValid() && !closedByPeer && connected) {
      boolean room = events.size() < MOST_WAITING && !flooded;
      boolean reads = (key.interestOps() & SelectionKey.OP_READ) != 0;
      if (room && !reads) {
        key.interestOpsOr(SelectionKey.OP_READ);
        // Another thread may be selecting without it.
        poller.selector().wakeup();
      } else if (!room) {
        key.interestOpsAnd(~SelectionKey.OP_READ);
      }
    }
  }

  /** The next thing that the server does, or empty once the deadline has passed without one. */
  public Optional<Event> next(Deadline deadline) {
    while (poller.await(() -> !events.isEmpty(), deadline)) {
      Optional<Event> event = withLock(this::take);
      // Empty if another thread was quicker.
      if (event.isPresent()) {
        return event;
      }
    }
    return Optional.empty();
  }

  private Optional<Event> take() {
    Event event = events.poll();
    throttle();
    return Optional.ofNullable(event);
  }

  /** Whether such an event has come and was not taken yet; looks at the socket. */
  public boolean waiting(Predicate<Event> kind) {
    return poller.await(() -> events.stream().anyMatch(kind), Deadline.in(Duration.ZERO));
  }

  /** Sends octets in one write. */
  public void send(Bytes bytes, List<?> what, Deadline deadline) {
    send(List.of(bytes), what, Duration.ZERO, deadline);
  }

  /**
   * Sends octets in segments of their own: each leaves before the next is written, and over TLS
   * each is a record of its own.
   *
   * @param what the messages that the octets are, for the transcript
   * @param gap time between two segments; at least what the network needs to keep them apart is
   *     taken by the caller's choice, zero sends them as fast as they go
   * @param deadline by which all must have been taken by the network
   */
  public void send(List<Bytes> segments, List<?> what, Duration gap, Deadline deadline) {
    sending.lock();
    try {
      List<?> items = what;
      for (int i = 0; i < segments.size(); i++) {
        if (i > 0 && !gap.isZero()) {
          poller.pause(Math.min(gap.toNanos(), Math.max(0, deadline.nanosLeft())));
        } else if (i > 0 && i % SEGMENTS_IN_FLIGHT == 0) {
          // The initial congestion window holds ten segments; what queues behind it is merged.
          poller.pause(Duration.ofMillis(1).toNanos());
        }
        if (i > 0 && deadline.passed()) {
          int left = segments.size() - i;
          transcript.note(name, "%d segments could not be sent in time".formatted(left));
          return;
        }
        Bytes segment = segments.get(i);
        transcript.add(System.nanoTime(), name, Transcript.Side.SENT, items, segment);
        items = List.of();
        Bytes wire = withLock(() -> encrypt(segment));
        write(ByteBuffer.wrap(wire.toArray()), deadline);
      }
    } finally {
      sending.unlock();
    }
  }

  private Bytes encrypt(Bytes plain) {
    if (tls == null || (tlsFailed && !tlsAnnounced)) {
      return plain;
    }
    if (tlsFailed) {
      // What was meant to be protected never leaves in clear.
      transcript.note(name, "not sent: TLS is broken");
      return Bytes.EMPTY;
    }
    try {
      return tls.encrypt(plain);
    } catch (SSLException e) {
      tlsFailed(e);
      return Bytes.EMPTY;
    }
  }

  private void write(ByteBuffer bytes, Deadline deadline) {
    while (bytes.hasRemaining()) {
      boolean progress = withLock(() -> writeSome(bytes));
      boolean late = bytes.hasRemaining() && deadline.passed();
      if (late || (!progress && !poller.await(() -> writable || gone(), deadline))) {
        transcript.note(name, "%d bytes could not be sent in time".formatted(bytes.remaining()));
        return;
      }
      if (withLock(this::gone)) {
        return;
      }
    }
  }

  private boolean gone() {
    return closedByUs || (end != null && end.reset());
  }

  private boolean writeSome(ByteBuffer bytes) {
    try {
      if (channel.write(bytes) == 0) {
        writable = false;
        key.interestOpsOr(SelectionKey.OP_WRITE);
        poller.selector().wakeup();
        return false;
      }
    } catch (IOException e) {
      // What the server had sent before it closed may still be readable: reading tells the end.
      bytes.position(bytes.limit());
      transcript.note(name, "could not send: the server had closed");
    }
    return true;
  }

  /** For the few octets of a handshake, which always fit into the socket's buffer. */
  private void writeNow(Bytes bytes) {
    if (bytes.size() > 0) {
      writeSome(ByteBuffer.wrap(bytes.toArray()));
    }
  }

  /** The next octet that comes is the lone answer to SSLRequest or GSSENCRequest. */
  public void expectEncryptionResponse() {
    withLock(
        () -> {
          decoder.expectEncryptionResponse();
          return null;
        });
  }

  /** The server may answer in protocol 2.0 from here on. */
  public void expectProtocolTwo() {
    withLock(
        () -> {
          decoder.expectProtocolTwo();
          return null;
        });
  }

  /**
   * Begins a TLS handshake: sends the ClientHello and returns. An {@link Event.Encrypted} or {@link
   * Event.TlsFailed} follows.
   */
  public void encrypt(TlsSettings settings, List<String> alpn) {
    encrypt(settings, alpn, Bytes.EMPTY, List.of());
  }

  /**
   * The same, where the ClientHello leaves in one write with a request that has yet to be granted.
   *
   * @param request SSLRequest, or whatever is to stand in front of the ClientHello; if empty, the
   *     handshake begins at once
   * @param what the messages that those octets are, for the transcript
   */
  public void encrypt(TlsSettings settings, List<String> alpn, Bytes request, List<?> what) {
    withLock(
        () -> {
          Tls begun = new Tls(settings, alpn);
          boolean granted = request.size() == 0;
          // What came behind the answer to SSLRequest is not to be taken for anything but TLS.
          Bytes early = granted ? decoder.pending() : Bytes.EMPTY;
          if (granted) {
            decoder = new BackendDecoder(LARGEST_MESSAGE);
            tls = begun;
          } else {
            decoder.expectEncryptionResponse();
            ahead = begun;
            transcript.add(System.nanoTime(), name, Transcript.Side.SENT, what, request);
          }
          try {
            Bytes hello = begun.begin();
            transcript.note(
                name,
                "ClientHello" + (alpn.isEmpty() ? "" : " with ALPN " + String.join(", ", alpn)));
            writeNow(request.plus(hello));
            decryptEarly(early);
          } catch (SSLException e) {
            tlsFailed(e);
          }
          return null;
        });
  }

  private void decryptEarly(Bytes octets) {
    if (octets.size() > 0) {
      decrypt(ByteBuffer.wrap(octets.toArray()));
    }
  }

  /** The TLS session, once {@link Event.Encrypted} was seen. */
  public Optional<SSLSession> tlsSession() {
    return withLock(
        () -> tls == null || !tls.established() ? Optional.empty() : Optional.of(tls.session()));
  }

  /** Sends FIN (over TLS close_notify first) and goes on reading. */
  public void closeOutput() {
    withLock(
        () -> {
          transcript.note(name, "we close our side (FIN)");
          try {
            sendCloseNotify();
            channel.shutdownOutput();
          } catch (IOException e) {
            transcript.note(name, "already closed");
          }
          return null;
        });
  }

  /** Sends RST and forgets the connection; what has not left yet may be lost. */
  public void reset() {
    withLock(
        () -> {
          if (!closedByUs) {
            transcript.note(name, "we reset the connection (RST)");
            try {
              channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException | UnsupportedOperationException e) {
              transcript.note(name, "cannot reset this kind of socket, closing");
            }
            abandon();
          }
          return null;
        });
  }

  /** Closes both sides (FIN, over TLS close_notify first); does nothing the second time. */
  @Override
  public void close() {
    withLock(
        () -> {
          if (!closedByUs) {
            transcript.note(name, closedByPeer ? "closed" : "we close the connection (FIN)");
            try {
              sendCloseNotify();
            } catch (IOException e) {
              // The server is gone: nobody to tell.
            }
            abandon();
          }
          return null;
        });
  }

  private void sendCloseNotify() throws SSLException {
    if (tls != null && tls.established() && !tlsFailed && !closedByPeer) {
      writeNow(tls.close());
    }
  }

  /** Closes the socket without a word. */
  void abandon() {
    closedByUs = true;
    key.cancel();
    closeQuietly(channel);
    poller.forgetClosed();
  }

  /** How the server has ended the connection, if it has and everything before that was taken. */
  public Optional<Event> endTaken() {
    return withLock(() -> events.isEmpty() ? Optional.ofNullable(end) : Optional.empty());
  }

  /** Whether the server has ended the connection, however many events before that are untaken. */
  public boolean closedByPeer() {
    return withLock(() -> closedByPeer);
  }

  /** The name that the scenario gave the connection. */
  public String name() {
    return name;
  }

  /** The poller that watches this link. */
  public Poller poller() {
    return poller;
  }

  private <T> T withLock(Supplier<T> action) {
    poller.lock().lock();
    try {
      return action.get();
    } finally {
      poller.lock().unlock();
    }
  }

  private static void closeQuietly(SocketChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing is lost by it.
      }
    }
  }
}
