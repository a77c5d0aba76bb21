package pgconform.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import pgconform.wire.Bytes;

/** A connection of a {@link ScriptedClient}, in clear or over TLS. */
final class ScriptedWire {
  private static final int SSL = 80877103;
  private static final String ALPN = "postgresql";

  /** A message of the server. */
  record Message(char type, Bytes body) {
    String text() {
      return body.text();
    }
  }

  /** The client gives up. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private final ClientFault fault;
  private final InetAddress address;
  private final int port;
  private final boolean direct;
  private final String mode;
  private Socket socket;
  private Socket plain;
  private DataInputStream in;

  /** Connects to the first address that answers. */
  ScriptedWire(
      ClientFault fault, List<InetAddress> addresses, int port, Map<String, String> settings)
      throws IOException {
    this.fault = fault;
    this.port = port;
    mode = settings.getOrDefault("sslmode", "prefer");
    direct = settings.getOrDefault("sslnegotiation", "postgres").equals("direct");
    Socket first = null;
    for (InetAddress each : addresses) {
      if (first == null) {
        try {
          first = new Socket(each, port);
        } catch (IOException e) {
          // The next one may answer.
        }
      }
    }
    if (first == null) {
      throw new Refused("no address answers");
    }
    address = first.getInetAddress();
    plain = first;
    take(first);
  }

  private void take(Socket other) throws IOException {
    socket = other;
    in = new DataInputStream(other.getInputStream());
  }

  private boolean has(ClientFault other) {
    return fault == other;
  }

  InetAddress address() {
    return address;
  }

  void limit(int millis) throws IOException {
    plain.setSoTimeout(millis);
  }

  int read() throws IOException {
    return in.read();
  }

  /** Waits for what never comes. */
  void hang() throws IOException {
    in.readFully(new byte[1 << 20]);
  }

  /** Asks for TLS, or begins with it; whether it was granted. */
  boolean encrypt(boolean dispensable) throws IOException {
    if (direct) {
      handshake();
      return true;
    }
    send(0, ByteBuffer.allocate(4).putInt(SSL).array());
    if (has(ClientFault.DOES_NOT_WAIT_FOR_S)) {
      socket.getOutputStream().write(0x16);
    }
    int answer = in.readUnsignedByte();
    if (answer == 'S') {
      // Correct clients look whether anything else has come already.
      if (has(ClientFault.KEEPS_WHAT_CAME_IN_CLEAR)) {
        return true;
      } else if (in.available() > 0) {
        throw refused("octets in clear behind the S");
      }
      handshake();
      return true;
    }
    if (answer == 'E' && has(ClientFault.SHOWS_WHAT_CAME_IN_CLEAR)) {
      throw refused(body().text());
    } else if (answer == 'N' && has(ClientFault.SHOWS_THE_ERROR_BEHIND_N) && in.read() == 'E') {
      throw refused(body().text());
    }
    boolean no = answer == 'N' || has(ClientFault.TAKES_ANYTHING_FOR_N);
    if (no && (dispensable || has(ClientFault.GOES_ON_IN_CLEAR) || answer != 'N')) {
      return false;
    } else if (has(ClientFault.TRIES_AGAIN_IN_CLEAR)) {
      socket.close();
      plain = new Socket(address, port);
      take(plain);
      return false;
    }
    throw refused("no TLS");
  }

  private void handshake() throws IOException {
    boolean silent =
        has(ClientFault.NO_ALPN) || (direct && has(ClientFault.BEGINS_WITH_TLS_WITHOUT_ALPN));
    SSLSocket tls =
        (SSLSocket)
            TestCertificate.client()
                .context()
                .getSocketFactory()
                .createSocket(socket, "127.0.0.1", port, true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setApplicationProtocols(silent ? new String[0] : new String[] {ALPN});
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    boolean selected = ALPN.equals(tls.getApplicationProtocol());
    if (direct && !silent && !selected && !has(ClientFault.IGNORES_WHAT_ALPN_SELECTS)) {
      tls.close();
      throw refused("the server does not select " + ALPN);
    }
    take(tls);
  }

  /** Whether a mode of encryption does without it. */
  boolean dispensable() {
    return mode.equals("prefer") && !has(ClientFault.NEEDS_TLS);
  }

  Message next() throws IOException {
    return new Message((char) in.readUnsignedByte(), body());
  }

  private Bytes body() throws IOException {
    byte[] body = new byte[in.readInt() - 4];
    in.readFully(body);
    return Bytes.of(body);
  }

  void send(int type, byte[] body) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate((type == 0 ? 4 : 5) + body.length);
    if (type != 0) {
      octets.put((byte) type);
    }
    socket.getOutputStream().write(octets.putInt(body.length + 4).put(body).array());
  }

  Refused refused(String why) {
    close();
    return new Refused(why);
  }

  void close() {
    try {
      (has(ClientFault.NO_CLOSE_NOTIFY) ? plain : socket).close();
    } catch (IOException e) {
      // It is closed.
    }
  }
}
