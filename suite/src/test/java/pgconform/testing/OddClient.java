package pgconform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.exchange.ClientProgram;
import pgconform.scenario.TellStep;

/** A client that does more than it was told, or something else. */
public final class OddClient implements ClientProgram {
  /** What it does instead of canceling, on a connection of its own. */
  public enum Cancel {
    /** Nothing more. */
    SILENCE,
    /** It closes the connection. */
    END,
    /** It asks for a session. */
    SESSION
  }

  private final ScriptedClient client;
  private final Optional<Cancel> cancel;
  private final Set<Long> queries = new HashSet<>();
  private final Map<Long, Long> further = new HashMap<>();
  private String behind = "";
  private boolean ends;
  private boolean ended;
  private int port;
  private Socket socket;

  private OddClient(ClientFault fault, Optional<Cancel> cancel) {
    client = new ScriptedClient(fault);
    this.cancel = cancel;
  }

  /** One that waits for the end of a cancel. */
  public static OddClient waiting() {
    return new OddClient(ClientFault.NONE, Optional.empty());
  }

  /** One that does not. */
  public static OddClient leaving() {
    return new OddClient(ClientFault.DOES_NOT_WAIT, Optional.empty());
  }

  /** One that opens the connection of a cancel, and sends no CancelRequest there. */
  public static OddClient canceling(Cancel how) {
    return new OddClient(ClientFault.NONE, Optional.of(how));
  }

  /** Sends this statement after each query that it was told to run, before it answers. */
  public OddClient thenAsking(String statement) {
    behind = statement;
    return this;
  }

  /** Ends when a query has been answered. */
  public OddClient endingWithAQuery() {
    ends = true;
    return this;
  }

  @Override
  public synchronized long tell(
      TellStep.Command command, String connection, Map<String, Object> fields) {
    if (command == TellStep.Command.CONNECT) {
      String authority = URI.create(String.valueOf(fields.get("url"))).getRawAuthority();
      port = Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
    } else if (command == TellStep.Command.CANCEL && cancel.isPresent()) {
      instead(cancel.get());
      return Long.MAX_VALUE;
    }
    long number = client.tell(command, connection, fields);
    if (command == TellStep.Command.QUERY) {
      queries.add(number);
    }
    return number;
  }

  private void instead(Cancel how) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      if (how == Cancel.SESSION) {
        byte[] startup = "\0\0\0\22\0\3\0\0user\0app\0\0".getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(startup);
      } else if (how == Cancel.END) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized Optional<Answer> answer(long number) {
    Optional<Answer> answer = ended ? Optional.empty() : client.answer(number);
    if (answer.isPresent() && queries.contains(number) && ends) {
      ended = true;
    } else if (answer.isPresent() && queries.contains(number) && !behind.isEmpty()) {
      return client.answer(
          further.computeIfAbsent(
              number, n -> client.tell(TellStep.Command.QUERY, "app", Map.of("sql", behind))));
    }
    return answer;
  }

  @Override
  public synchronized Optional<String> ended() {
    return ended ? Optional.of("it has ended") : Optional.empty();
  }

  @Override
  public synchronized void news(Runnable other) {
    client.news(other);
  }

  @Override
  public void close() {
    client.close();
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is closed.
    }
  }
}
