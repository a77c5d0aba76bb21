package sample;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One connection, which becomes a session or a cancel. */
final class Session {
  private static final int SSL = 80877103;
  private static final int GSS = 80877104;
  private static final int CANCEL = 80877102;
  private static final int LONGEST = 1 << 20;

  /** What ends a session: the client hears of it, if there is something to say. */
  private static final class Fatal extends Exception {
    private static final long serialVersionUID = 1L;
    private final String state;

    Fatal(String state, String message) {
      super(message);
      this.state = state;
    }
  }

  private final SampleServer server;
  private final Socket socket;
  private final int process;
  private final int key;
  private final Messages out = new Messages();
  private DataInputStream in;
  private DataOutputStream to;
  private final Map<String, String> settings =
      new LinkedHashMap<>(
          Map.of(
              "server_version", "0.1 (sample)",
              "server_encoding", "UTF8",
              "client_encoding", "UTF8",
              "application_name", "",
              "DateStyle", "ISO, MDY",
              "integer_datetimes", "on",
              "standard_conforming_strings", "on"));
  private char transaction = 'I';
  private boolean skipping;
  private boolean running;
  private boolean cancelled;

  Session(SampleServer server, Socket socket, int process, int key) {
    this.server = server;
    this.socket = socket;
    this.process = process;
    this.key = key;
  }

  int process() {
    return process;
  }

  /** Ends the connection under whoever uses it. */
  void disconnect() throws IOException {
    socket.close();
  }

  void serve() {
    try (socket) {
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      to = new DataOutputStream(socket.getOutputStream());
      try {
        if (begin()) {
          server.begun(this);
          while (answer(in.readByte())) {
            flush();
          }
        }
      } catch (Fatal e) {
        out.error("FATAL", e.state, e.getMessage());
        flush();
      }
    } catch (EOFException e) {
      // The client has gone.
    } catch (IOException e) {
      // The connection is broken: nobody is there who could be told.
    } finally {
      server.ended(this);
    }
  }

  private void flush() throws IOException {
    to.write(out.take());
    to.flush();
  }

  private byte[] body(int least) throws IOException, Fatal {
    int length = in.readInt() - 4;
    if (length < least || length > LONGEST) {
      throw new Fatal("08P01", "invalid length of a message");
    }
    byte[] body = new byte[length];
    in.readFully(body);
    return body;
  }

  /** Whether a session has begun. */
  private boolean begin() throws IOException, Fatal {
    Set<Integer> asked = new HashSet<>();
    while (true) {
      byte[] body = body(4);
      int code = Messages.number(body, 0);
      if (code == SSL || code == GSS) {
        if (!asked.add(code)) {
          throw new Fatal("08P01", "encryption was refused already");
        }
        if (in.available() > 0) {
          throw new Fatal("08P01", "received unencrypted data after a request for encryption");
        }
        to.write('N');
      } else if (code == CANCEL) {
        cancel(body);
        if (server.makes(SampleServer.Mistake.ANSWERS_CANCELS)) {
          to.write('N');
        }
        return false;
      } else if (code >> 16 == 3) {
        if (server.isFull()) {
          throw new Fatal("53300", "sorry, too many clients already");
        }
        start(Messages.parameters(body), code & 0xffff);
        return true;
      } else {
        throw new Fatal(
            "0A000", "unsupported frontend protocol " + (code >> 16) + "." + (code & 0xffff));
      }
    }
  }

  private void start(List<Messages.Parameter> parameters, int minor) throws IOException, Fatal {
    String user = "";
    List<String> unknown = new ArrayList<>();
    for (Messages.Parameter each : parameters) {
      if (each.name().equals("user")) {
        user = each.value();
      } else if (each.name().matches("application_name|client_encoding")) {
        settings.put(each.name(), each.value());
      } else if (each.name().startsWith("_pq_.")) {
        unknown.add(each.name());
      }
    }
    if (user.isEmpty()) {
      throw new Fatal("28000", "no PostgreSQL user name specified in startup packet");
    }
    if (minor > 0 || !unknown.isEmpty()) {
      out.negotiate(unknown);
    }
    if (user.equals("clear")) {
      out.add('R', Messages.number(3));
      flush();
      if (in.readByte() != 'p') {
        throw new Fatal("08P01", "expected password response");
      }
      if (!Messages.text(body(1)).equals("secret")) {
        throw new Fatal("28P01", "password authentication failed for user \"clear\"");
      }
    } else if (!user.equals("app")) {
      throw new Fatal("28000", "role \"" + user + "\" does not exist");
    }
    out.add('R', Messages.number(0));
    settings.forEach(
        (name, value) -> out.add('S', Messages.string(name), Messages.string(value)));
    if (!server.makes(SampleServer.Mistake.HAS_NO_KEYS)) {
      out.add('K', Messages.number(process), Messages.number(key));
    }
    ready();
    flush();
  }

  private void ready() {
    out.add(
        'Z',
        new byte[] {
          (byte) (server.makes(SampleServer.Mistake.FORGETS_TRANSACTIONS) ? 'I' : transaction)
        });
  }

  private void cancel(byte[] body) {
    boolean tooLong = body.length != 12;
    if (tooLong && server.makes(SampleServer.Mistake.DIES_OF_LONG_CANCELS)) {
      server.close();
      return;
    }
    if (server.makes(SampleServer.Mistake.IGNORES_CANCELS)
        || body.length < 12
        || (tooLong && !server.makes(SampleServer.Mistake.OBEYS_LONG_CANCELS))) {
      return;
    }
    server
        .session(Messages.number(body, 4))
        .filter(
            aim ->
                Messages.number(body, 8) == aim.key
                    || server.makes(SampleServer.Mistake.IGNORES_THE_SECRET_KEY))
        .ifPresent(Session::cancel);
  }

  private synchronized void cancel() {
    cancelled = running;
    notifyAll();
  }

  /** Sleeps; whether it was not canceled. */
  private synchronized boolean sleep(double seconds) {
    long end = System.nanoTime() + (long) (Math.min(seconds, 86_400) * 1e9);
    running = true;
    cancelled = false;
    try {
      for (long left; !cancelled && (left = end - System.nanoTime()) > 0; ) {
        wait(left / 1_000_000 + 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running = false;
    return !cancelled;
  }

  /** Whether the session goes on. */
  private boolean answer(byte type) throws IOException, Fatal {
    if ("QXSHPBDECFfcd".indexOf(type) < 0) {
      throw new Fatal("08P01", "invalid frontend message type " + type);
    }
    byte[] body = body(0);
    if (type == 'X') {
      return false;
    } else if (type == 'S') {
      skipping = false;
      ready();
    } else if (skipping || type == 'H') {
      return true;
    } else if (type == 'Q') {
      query(Messages.text(body));
      ready();
    } else if (type == 'F') {
      failed("0A000", "the fastpath is not supported");
      ready();
    } else if ("PBDEC".indexOf(type) >= 0) {
      failed("0A000", "the extended query protocol is not supported");
      skipping = true;
    }
    return true;
  }

  private void failed(String state, String message) {
    out.error("ERROR", state, message);
    transaction = transaction == 'I' ? 'I' : 'E';
  }

  private void query(String sql) {
    boolean nothing = true;
    for (String each : sql.split(";", -1)) {
      String statement = each.strip().replaceFirst("(?i)^select ", "select ");
      if (!statement.isEmpty()) {
        nothing = false;
        if (!run(statement)) {
          return;
        }
      }
    }
    if (nothing) {
      out.add('I');
    }
  }

  /** Runs a statement and tells whether it has succeeded. */
  private boolean run(String statement) {
    if (statement.matches("commit|rollback|end|abort")) {
      out.tag(transaction == 'E' || statement.matches("rollback|abort") ? "ROLLBACK" : "COMMIT");
      transaction = 'I';
    } else if (transaction == 'E') {
      failed(
          "25P02",
          "current transaction is aborted, commands ignored until end of transaction block");
      return false;
    } else if (statement.matches("begin|start transaction")) {
      transaction = 'T';
      out.tag("BEGIN");
    } else if (statement.matches("set .*")) {
      out.tag("SET");
    } else if (statement.matches("discard all")) {
      out.tag("DISCARD ALL");
    } else if (statement.matches("select current_database\\(\\)")) {
      out.row("app");
    } else if (statement.matches("show \\w+")) {
      out.row(settings.getOrDefault(statement.substring("show ".length()), ""));
    } else if (statement.matches("select (\\d{1,9}|'[^']*')")) {
      out.row(statement.substring("select ".length()).replace("'", ""));
    } else if (statement.matches("select pg_sleep\\(\\d{1,9}(\\.\\d{1,9})?\\)")) {
      if (!sleep(Double.parseDouble(statement.replaceAll("[^0-9.]", "")))) {
        failed("57014", "canceling statement due to user request");
        return false;
      }
      out.row("");
    } else {
      failed("42601", "syntax error");
      return false;
    }
    return true;
  }
}
