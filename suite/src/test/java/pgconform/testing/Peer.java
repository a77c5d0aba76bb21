package pgconform.testing;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import pgconform.link.TlsSettings;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.FrontendDecoder;
import pgconform.wire.FrontendMessage;
import pgconform.wire.PasswordKind;

/** The server's end of a connection. Nothing happens on it but what a script asks for. */
public final class Peer implements AutoCloseable {
  private static final int LARGEST_MESSAGE = 64 * 1024 * 1024;

  private final SocketChannel channel;
  private InputStream in;
  private OutputStream out;
  private SSLSocket tls;
  private FrontendDecoder decoder = new FrontendDecoder(LARGEST_MESSAGE);

  Peer(SocketChannel channel) {
    this.channel = channel;
    this.in = Channels.newInputStream(channel);
    this.out = Channels.newOutputStream(channel);
  }

  /** The port of the client's end; TCP only. */
  public int clientPort() throws IOException {
    return ((InetSocketAddress) channel.getRemoteAddress()).getPort();
  }

  /** The next message, or null once the client has ended its side. */
  public FrontendMessage next() throws IOException {
    FrontendMessage message = decoder.next();
    while (message == null) {
      if (!fill()) {
        return null;
      }
      message = decoder.next();
    }
    return message;
  }

  /** The first octet that {@link #next} has not taken, or -1 at the end; takes nothing. */
  public int peek() throws IOException {
    while (decoder.buffered() == 0) {
      if (!fill()) {
        return -1;
      }
    }
    return decoder.pending().get(0);
  }

  /** The octets that have come and are no part of a message taken. */
  public Bytes pending() {
    return decoder.pending();
  }

  /** Takes one octet; -1 at the end. */
  public int take() throws IOException {
    return in.read();
  }

  /** Takes what there is, at least one octet, and returns how many these were. */
  public int skip() throws IOException {
    int n = in.read(new byte[64 * 1024]);
    if (n < 0) {
      throw new EOFException();
    }
    return n;
  }

  /** All octets up to the end. */
  public Bytes rest() throws IOException {
    return Bytes.of(in.readAllBytes());
  }

  private boolean fill() throws IOException {
    byte[] buffer = new byte[64 * 1024];
    int n = in.read(buffer);
    if (n > 0) {
      decoder.feed(buffer, 0, n);
    }
    return n >= 0;
  }

  /** Says that the next message of type 'p' is of this kind. */
  public void expectPassword(PasswordKind kind) {
    decoder.expectPassword(kind);
  }

  /** Sends messages in one piece. */
  public void send(BackendMessage... messages) throws IOException {
    Bytes octets = Bytes.EMPTY;
    for (BackendMessage message : messages) {
      octets = octets.plus(message.encode());
    }
    send(octets);
  }

  /** Sends octets in one piece. */
  public void send(Bytes octets) throws IOException {
    out.write(octets.toArray());
    out.flush();
  }

  /** Sends the same octets until the client has had enough. */
  public void sendForever(Bytes octets) throws IOException {
    byte[] array = octets.toArray();
    while (true) {
      out.write(array);
    }
  }

  /** Does the server's part of a TLS handshake; octets that have come already begin it. */
  public void startTls() throws IOException {
    Bytes begun = decoder.pending();
    decoder = new FrontendDecoder(LARGEST_MESSAGE);
    startTls(begun);
  }

  /** Does a TLS handshake and keeps what came before it, to be taken as if it came behind it. */
  public void startTlsKeepingPlaintext() throws IOException {
    startTls(Bytes.EMPTY);
  }

  /** Does a TLS handshake; what is returned reads and writes beneath TLS. */
  public Peer startTlsOver() throws IOException {
    startTls();
    return new Peer(channel);
  }

  private void startTls(Bytes begun) throws IOException {
    tls =
        (SSLSocket)
            TestCertificate.server()
                .getSocketFactory()
                .createSocket(channel.socket(), new ByteArrayInputStream(begun.toArray()), false);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {TlsSettings.ALPN});
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    in = tls.getInputStream();
    out = tls.getOutputStream();
  }

  /** Whether TLS protects the connection. */
  public boolean encrypted() {
    return tls != null;
  }

  /** Sends FIN (over TLS nothing before it); what the client sends can still be read. */
  public void fin() throws IOException {
    channel.shutdownOutput();
  }

  /** Sends close_notify, and no FIN. */
  public void closeNotify() throws IOException {
    tls.shutdownOutput();
  }

  /** Sends RST. */
  public void reset() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  /** Reads up to the end of what the client sends. */
  public Ending awaitEnd() {
    byte[] buffer = new byte[64 * 1024];
    try {
      while (in.read(buffer) >= 0) {
        // Nobody wants it.
      }
      return tls == null ? Ending.FIN : Ending.CLOSE_NOTIFY;
    } catch (SSLException | EOFException e) {
      return Ending.TRUNCATED;
    } catch (IOException e) {
      return Ending.RST;
    }
  }

  /** Closes the connection, over TLS with close_notify; does nothing the second time. */
  @Override
  public void close() throws IOException {
    try {
      if (tls != null && channel.isOpen()) {
        tls.shutdownOutput();
      }
    } catch (IOException e) {
      // The client is gone: nobody to tell.
    } finally {
      channel.close();
    }
  }

  /** Closes the socket without a word, whatever another thread does with it. */
  void abandon() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is lost by it.
    }
  }
}
