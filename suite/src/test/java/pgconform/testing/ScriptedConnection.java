package pgconform.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import pgconform.exchange.ClientProgram;
import pgconform.wire.Bytes;

/** A session of a {@link ScriptedClient}, and the connections that cancel it. */
final class ScriptedConnection {
  private static final int PATIENCE_MILLIS = 2_000;
  private static final int FOR_EVER_MILLIS = 60_000;
  private static final int SSL = 80877103;
  private static final int CANCEL = 80877102;

  /** What cancels a session. */
  record Key(int processId, Bytes secret) {}

  /** A message of the server. */
  private record Message(char type, Bytes body) {
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
  private final int port;
  private final String mode;
  private final boolean newest;
  private Socket socket;
  private DataInputStream in;
  private boolean encrypted;
  private volatile boolean canceled;
  private Optional<Key> key = Optional.empty();

  ScriptedConnection(ClientFault fault, int port, Map<String, String> settings) {
    this.fault = fault;
    this.port = port;
    mode = settings.getOrDefault("sslmode", "prefer");
    newest = settings.getOrDefault("max_protocol_version", "3.0").equals("3.2");
  }

  private boolean has(ClientFault other) {
    return fault == other;
  }

  Optional<Key> key() {
    return key;
  }

  private void connect() throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    in = new DataInputStream(socket.getInputStream());
  }

  void start() throws IOException {
    connect();
    if (!mode.equals("disable")) {
      encrypted = encrypt(mode.equals("prefer") && !has(ClientFault.NEEDS_TLS));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(ByteBuffer.allocate(4).putInt(newest ? 3 << 16 | 2 : 3 << 16).array());
    for (String word : new String[] {"user", "app", "database", "app", ""}) {
      body.write((word + "\0").getBytes(StandardCharsets.UTF_8));
    }
    send(socket, 0, body.toByteArray());
    startUp();
    boolean longKey = key.isPresent() && key.get().secret.size() != 4;
    if (longKey && !newest && !has(ClientFault.CUTS_THE_KEY)) {
      throw refused("the key has not four octets");
    } else if (has(ClientFault.WANTS_A_KEY) && key.isEmpty()) {
      throw refused("there is no key");
    }
  }

  /** Asks for TLS; whether it was granted. */
  private boolean encrypt(boolean dispensable) throws IOException {
    send(socket, 0, ByteBuffer.allocate(4).putInt(SSL).array());
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
      SSLSocket tls =
          (SSLSocket)
              TestCertificate.client()
                  .context()
                  .getSocketFactory()
                  .createSocket(socket, "127.0.0.1", port, true);
      tls.startHandshake();
      socket = tls;
      in = new DataInputStream(tls.getInputStream());
      return true;
    }
    boolean no = answer == 'N' || has(ClientFault.TAKES_ANYTHING_FOR_N);
    if (no && (dispensable || has(ClientFault.GOES_ON_IN_CLEAR) || answer != 'N')) {
      return false;
    }
    throw refused("no TLS");
  }

  private void startUp() throws IOException {
    boolean scram = false;
    for (Message message = next(); message.type != 'Z'; message = next()) {
      boolean tolerant = has(ClientFault.IGNORES_ERRORS_AT_THE_START);
      if (message.type == 'E' && tolerant) {
        return;
      } else if (message.type == 'E') {
        throw refused("the server refuses");
      } else if (message.type == 'R' && ByteBuffer.wrap(message.body.toArray()).getInt() == 10) {
        scram = true;
        saslInitialResponse();
      } else if (message.type == 'R' && scram && !has(ClientFault.BELIEVES_WITHOUT_PROOF)) {
        throw refused("the server has proved nothing");
      } else if (message.type == 'N' && has(ClientFault.DIES_OF_NOTICES)) {
        throw refused("a notice");
      } else if (message.type == 'S'
          && message.text().startsWith("pgconform")
          && has(ClientFault.DIES_OF_UNKNOWN_PARAMETERS)) {
        throw refused("an unknown parameter");
      } else if (message.type == 'v') {
        negotiate();
      } else if (message.type == 'K') {
        ByteBuffer body = ByteBuffer.wrap(message.body.toArray());
        Bytes secret = message.body.slice(4, message.body.size());
        key = Optional.of(new Key(body.getInt(), secret));
      }
    }
  }

  private void saslInitialResponse() throws IOException {
    byte[] first = "n,,n=,r=abcdefghijkl".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write("SCRAM-SHA-256\0".getBytes(StandardCharsets.UTF_8));
    body.write(ByteBuffer.allocate(4).putInt(first.length).array());
    body.write(first);
    send(socket, 'p', body.toByteArray());
  }

  private void negotiate() throws IOException {
    if (has(ClientFault.WAITS_BEHIND_A_NEGOTIATION)) {
      in.readFully(new byte[1 << 20]);
    } else if (!newest || has(ClientFault.WANTS_THE_NEWEST_VERSION)) {
      throw refused("a version that nobody asked for");
    }
  }

  ClientProgram.Answer query(String sql) throws IOException {
    send(socket, 'Q', (sql + "\0").getBytes(StandardCharsets.UTF_8));
    Optional<String> state = Optional.empty();
    if (has(ClientFault.HANGS)) {
      in.readFully(new byte[1 << 20]);
    }
    boolean over = false;
    while (!over) {
      Message message = next();
      if (message.type == 'E') {
        String text = message.text();
        int code = text.indexOf("\0C") + 2;
        state = Optional.of(text.substring(code, code + 5));
      }
      // Whoever stops at the error takes the rest for the answer to the next query.
      over =
          message.type == 'Z' || (message.type == 'E' && has(ClientFault.LEAVES_THE_ERROR_UNREAD));
    }
    if (canceled && state.isEmpty() && has(ClientFault.WANTS_AN_ERROR)) {
      close();
      throw new EOFException("no error came");
    }
    canceled = false;
    return state.isEmpty()
        ? new ClientProgram.Answer(ClientProgram.Kind.OK, state, "")
        : new ClientProgram.Answer(ClientProgram.Kind.ERROR, state, "the query fails");
  }

  void cancel(Key first) throws IOException {
    if (has(ClientFault.CANCELS_ON_THE_SESSION)) {
      send(socket, 'S', new byte[0]);
    }
    if (key.isEmpty() && !has(ClientFault.CANCELS_WITHOUT_A_KEY)) {
      throw new Refused("there is no key");
    }
    Key own = key.orElse(new Key(0, Bytes.of(new byte[4])));
    Key sent = has(ClientFault.FIRST_KEY_FOR_ALL) ? first : own;
    byte[] secret =
        has(ClientFault.ZEROS_FOR_A_KEY)
            ? new byte[sent.secret.size()]
            : has(ClientFault.CUTS_THE_KEY)
                ? Arrays.copyOf(sent.secret.toArray(), 4)
                : sent.secret.toArray();
    ByteBuffer body = ByteBuffer.allocate(8 + secret.length).putInt(CANCEL);
    body.putInt(has(ClientFault.NEXT_PROCESS_ID) ? sent.processId + 1 : sent.processId);
    canceled = true;
    ScriptedConnection request = new ScriptedConnection(fault, port, Map.of("sslmode", mode));
    request.connect();
    try {
      if (encrypted && !has(ClientFault.CANCELS_IN_CLEAR)) {
        request.encrypt(has(ClientFault.FALLS_BACK_TO_CLEAR));
      }
      send(request.socket, 0, body.put(secret).array());
      if (!has(ClientFault.DOES_NOT_WAIT)) {
        awaitEnd(request);
      }
    } finally {
      request.close();
    }
  }

  private void awaitEnd(ScriptedConnection request) throws IOException {
    request.socket.setSoTimeout(
        has(ClientFault.WAITS_FOR_EVER) ? FOR_EVER_MILLIS : PATIENCE_MILLIS);
    try {
      while (request.in.read() >= 0) {
        if (has(ClientFault.BELIEVES_THE_CANCEL_CONNECTION)) {
          close();
        }
      }
    } catch (SocketTimeoutException e) {
      throw new Refused("the server does not close the connection");
    } catch (IOException e) {
      if (has(ClientFault.ENDS_WITH_THE_CANCEL_CONNECTION)) {
        close();
      }
      throw e;
    }
  }

  private Message next() throws IOException {
    char type = (char) in.readUnsignedByte();
    byte[] body = new byte[in.readInt() - 4];
    in.readFully(body);
    return new Message(type, Bytes.of(body));
  }

  private static void send(Socket socket, int type, byte[] body) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate((type == 0 ? 4 : 5) + body.length);
    if (type != 0) {
      octets.put((byte) type);
    }
    socket.getOutputStream().write(octets.putInt(body.length + 4).put(body).array());
  }

  private Refused refused(String why) {
    close();
    return new Refused(why);
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }
}
