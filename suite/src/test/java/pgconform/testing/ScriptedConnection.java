package pgconform.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.ClientProgram;
import pgconform.wire.Bytes;

/** A session of a {@link ScriptedClient}, and the connections that cancel it. */
final class ScriptedConnection {
  private static final int PATIENCE_MILLIS = 2_000;
  private static final int FOR_EVER_MILLIS = 60_000;
  private static final int CANCEL = 80877102;
  private static final int LONG_KEY = 32;

  /** What cancels a session. */
  record Key(int processId, Bytes secret) {}

  private final ClientFault fault;
  private final List<InetAddress> addresses;
  private final int port;
  private final Map<String, String> settings;
  private final boolean newest;
  private ScriptedWire wire;
  private boolean encrypted;
  private volatile boolean canceled;
  private volatile boolean runs;
  private int cancels;
  private Optional<Key> key = Optional.empty();

  ScriptedConnection(
      ClientFault fault, List<InetAddress> addresses, int port, Map<String, String> settings) {
    this.fault = fault;
    this.addresses = addresses;
    this.port = port;
    this.settings = settings;
    newest =
        settings.getOrDefault("max_protocol_version", "3.0").equals("3.2")
            || has(ClientFault.ASKS_FOR_MORE_THAN_IT_MAY);
  }

  private boolean has(ClientFault other) {
    return fault == other;
  }

  Optional<Key> key() {
    return key;
  }

  void start() throws IOException {
    String mode = settings.getOrDefault("sslmode", "prefer");
    boolean direct = settings.getOrDefault("sslnegotiation", "postgres").equals("direct");
    if (direct && mode.equals("prefer") && !has(ClientFault.BEGINS_WITH_TLS_THOUGH_IT_PREFERS)) {
      throw new ScriptedWire.Refused("sslnegotiation=direct needs sslmode=require");
    }
    wire = new ScriptedWire(fault, addresses, port, settings);
    if (!mode.equals("disable")) {
      encrypted = wire.encrypt(wire.dispensable());
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(ByteBuffer.allocate(4).putInt(newest ? 3 << 16 | 2 : 3 << 16).array());
    for (String word : new String[] {"user", "app", "database", "app", ""}) {
      body.write((word + "\0").getBytes(StandardCharsets.UTF_8));
    }
    wire.send(0, body.toByteArray());
    startUp();
    boolean longKey = key.isPresent() && key.get().secret.size() != 4;
    if (longKey && !newest && !has(ClientFault.CUTS_THE_KEY)) {
      throw wire.refused("the key has not four octets");
    } else if (has(ClientFault.WANTS_A_KEY) && key.isEmpty()) {
      throw wire.refused("there is no key");
    }
  }

  private void startUp() throws IOException {
    boolean scram = false;
    boolean parameters = false;
    for (ScriptedWire.Message message = wire.next(); message.type() != 'Z'; message = wire.next()) {
      char type = message.type();
      parameters |= type == 'S';
      if (type == 'E' && has(ClientFault.IGNORES_ERRORS_AT_THE_START)) {
        return;
      } else if (type == 'E') {
        throw wire.refused("the server refuses");
      } else if (type == 'R' && ByteBuffer.wrap(message.body().toArray()).getInt() == 10) {
        scram = true;
        saslInitialResponse();
      } else if (type == 'R' && scram && !has(ClientFault.BELIEVES_WITHOUT_PROOF)) {
        throw wire.refused("the server has proved nothing");
      } else if (type == 'N' && has(ClientFault.DIES_OF_NOTICES)) {
        throw wire.refused("a notice");
      } else if (type == 'S'
          && message.text().startsWith("pgconform")
          && has(ClientFault.DIES_OF_UNKNOWN_PARAMETERS)) {
        throw wire.refused("an unknown parameter");
      } else if (type == 'v') {
        negotiate();
      } else if (type == 'K' && !parameters && has(ClientFault.WANTS_PARAMETERS_FIRST)) {
        throw wire.refused("a key before the parameters");
      } else if (type == 'K' && !(key.isPresent() && has(ClientFault.KEEPS_THE_FIRST_KEY))) {
        ByteBuffer body = ByteBuffer.wrap(message.body().toArray());
        key = Optional.of(new Key(body.getInt(), message.body().slice(4, body.capacity())));
      }
    }
  }

  private void saslInitialResponse() throws IOException {
    byte[] first = "n,,n=,r=abcdefghijkl".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write("SCRAM-SHA-256\0".getBytes(StandardCharsets.UTF_8));
    body.write(ByteBuffer.allocate(4).putInt(first.length).array());
    body.write(first);
    wire.send('p', body.toByteArray());
  }

  private void negotiate() throws IOException {
    if (has(ClientFault.WAITS_BEHIND_A_NEGOTIATION)) {
      wire.hang();
    } else if (!newest || has(ClientFault.WANTS_THE_NEWEST_VERSION)) {
      throw wire.refused("a version that nobody asked for");
    }
  }

  /** One after the other: whoever abandons a query sends the next one when that has ended. */
  synchronized ClientProgram.Answer query(String sql) throws IOException {
    if (canceled && has(ClientFault.KEEPS_AN_IDLE_CANCEL)) {
      canceled = false;
      return new ClientProgram.Answer(
          ClientProgram.Kind.ERROR, Optional.of("57014"), "it was canceled");
    }
    runs = true;
    wire.send('Q', (sql + "\0").getBytes(StandardCharsets.UTF_8));
    Optional<String> state = Optional.empty();
    if (has(ClientFault.HANGS)) {
      wire.hang();
    }
    boolean over = false;
    while (!over) {
      ScriptedWire.Message message = wire.next();
      if (message.type() == 'E') {
        String text = message.text();
        int code = text.indexOf("\0C") + 2;
        state = Optional.of(text.substring(code, code + 5));
      }
      // Whoever stops at the error takes the rest for the answer to the next query.
      over =
          message.type() == 'Z'
              || (message.type() == 'E' && has(ClientFault.LEAVES_THE_ERROR_UNREAD));
    }
    runs = false;
    if (canceled && state.isEmpty() && has(ClientFault.WANTS_AN_ERROR)) {
      close();
      throw new EOFException("no error came");
    }
    canceled = false;
    return state.isEmpty() || has(ClientFault.SWALLOWS_ERRORS)
        ? new ClientProgram.Answer(ClientProgram.Kind.OK, Optional.empty(), "")
        : new ClientProgram.Answer(ClientProgram.Kind.ERROR, state, "the query fails");
  }

  void cancel(Key first) throws IOException {
    canceled = true;
    if (!runs && has(ClientFault.ENDS_WITH_AN_IDLE_CANCEL)) {
      close();
    } else if (has(ClientFault.CANCELS_ON_THE_SESSION)) {
      wire.send('S', new byte[0]);
    }
    if (key.isEmpty() && !has(ClientFault.CANCELS_WITHOUT_A_KEY)) {
      throw new ScriptedWire.Refused("there is no key");
    }
    Key own = key.orElse(new Key(0, Bytes.of(new byte[4])));
    Key sent = has(ClientFault.FIRST_KEY_FOR_ALL) ? first : own;
    List<InetAddress> where =
        has(ClientFault.CANCELS_AT_ANY_ADDRESS) ? addresses : List.of(wire.address());
    ScriptedWire request = new ScriptedWire(fault, where, port, settings);
    try {
      if (encrypted && !has(ClientFault.CANCELS_IN_CLEAR)) {
        request.encrypt(has(ClientFault.FALLS_BACK_TO_CLEAR));
      }
      if (has(ClientFault.CANCELS_BY_A_SESSION)) {
        byte[] body = "\0\3\0\0user\0app\0\0".getBytes(StandardCharsets.UTF_8);
        request.send(0, body);
      }
      request.send(0, request(sent));
      cancels++;
      if (!has(ClientFault.DOES_NOT_WAIT)) {
        awaitEnd(request);
      }
    } finally {
      request.close();
    }
  }

  private byte[] request(Key key) {
    byte[] secret = secret(key.secret.toArray());
    int id = has(ClientFault.NEXT_PROCESS_ID) ? key.processId + 1 : key.processId;
    ByteBuffer body = ByteBuffer.allocate(8 + secret.length).putInt(CANCEL);
    return has(ClientFault.SENDS_THE_KEY_FIRST)
        ? body.put(secret).putInt(id).array()
        : body.putInt(id).put(secret).array();
  }

  private byte[] secret(byte[] own) {
    return switch (fault) {
      case ZEROS_FOR_A_KEY -> new byte[own.length];
      case CUTS_THE_KEY -> Arrays.copyOf(own, 4);
      case PADS_THE_KEY -> Arrays.copyOf(own, Math.max(own.length, LONG_KEY));
      case ENDS_THE_KEY_AT_A_ZERO -> {
        int zero = new String(own, StandardCharsets.ISO_8859_1).indexOf(0);
        yield Arrays.copyOf(Arrays.copyOf(own, zero < 0 ? own.length : zero), own.length);
      }
      case FORGETS_THE_KEY -> cancels == 0 ? own : new byte[own.length];
      default -> own;
    };
  }

  private void awaitEnd(ScriptedWire request) throws IOException {
    request.limit(has(ClientFault.WAITS_FOR_EVER) ? FOR_EVER_MILLIS : PATIENCE_MILLIS);
    try {
      while (request.read() >= 0) {
        if (has(ClientFault.BELIEVES_THE_CANCEL_CONNECTION)) {
          close();
        }
      }
    } catch (SocketTimeoutException e) {
      throw new ScriptedWire.Refused("the server does not close the connection");
    } catch (IOException e) {
      if (has(ClientFault.ENDS_WITH_THE_CANCEL_CONNECTION)) {
        close();
      }
      throw e;
    }
  }

  void close() {
    wire.close();
  }
}
