package pgconform.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.ErrorResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ReadyForQuery;

/** What a {@link PostgresLike} server does, rule by rule. As made here, all are kept. */
public final class Rules {
  private static final AtomicInteger PROCESS_IDS = new AtomicInteger(4000);

  /** The lone octet that answers SSLRequest. */
  public char answerToSslRequest = 'S';

  /** Whether what came in clear behind SSLRequest is taken for what TLS protects. */
  public boolean usesPlaintextBehindSslRequest;

  /** How each user is let in; who is not named here comes in without being asked. */
  public final Map<String, LogIn> logIns = new LinkedHashMap<>();

  /** The process ID of the next session. */
  public IntSupplier processId = PROCESS_IDS::incrementAndGet;

  /** A secret key of so many octets. */
  public IntFunction<Bytes> secretKey = Rules::random;

  /** What follows AuthenticationOk, ReadyForQuery being the end of it. */
  public Introduction introduction =
      (backend, server) -> {
        List<BackendMessage> messages = new ArrayList<>();
        server.parameters.forEach((n, v) -> messages.add(new ParameterStatus(n, v)));
        messages.add(new BackendKeyData(backend.processId(), backend.secretKey()));
        messages.addAll(server.ready.get());
        return messages;
      };

  /** The run-time parameters reported at start-up. */
  public final Map<String, String> parameters = new LinkedHashMap<>();

  /** Further queries that are known, each with its one value. */
  public final Map<String, String> answers = new LinkedHashMap<>();

  /** Regular expressions of queries that are not known. */
  public final Set<String> unknown = new LinkedHashSet<>();

  /** Whether a temporary table is seen in all sessions. */
  public boolean sharedTables;

  /** Further queries that are known, each with what tells its one value each time. */
  public final Map<String, Supplier<String>> changing = new LinkedHashMap<>();

  /** Patterns of further queries that are known, each with its one value. */
  public final Map<String, String> patterns = new LinkedHashMap<>();

  /** Whether a CancelRequest is meant for a session. */
  public BiPredicate<CancelRequest, Backend> isFor =
      (request, backend) ->
          request.processId() == backend.processId()
              && request.secretKey().equals(backend.secretKey());

  /** Whether a CancelRequest that is meant for a session cancels its query. */
  public boolean cancels = true;

  /** Is told of each session that has ended. */
  public Consumer<Backend> ended = backend -> {};

  /** The ways to make a query last that the server knows. */
  public final Set<Slow> slow = EnumSet.of(Slow.ADVISORY_LOCK);

  /** Whether a lock that one session holds makes another one wait. */
  public boolean locksBlock = true;

  /** Ways to make a query last. */
  public enum Slow {
    /** pg_advisory_lock and its relatives, and pg_locks. */
    ADVISORY_LOCK,
    /** pg_sleep. */
    SLEEP,
    /** Counting a cross join of generate_series: a millisecond for each 10,000 rows. */
    SERIES,
    /** Counting with a recursive query: a microsecond for each row. */
    RECURSION
  }

  /** What becomes of a connection that has brought a CancelRequest. */
  public Script afterCancel = Peer::close;

  /** What a cancelled query ends with. */
  public Supplier<ErrorResponse> cancelled =
      () -> Rows.error("ERROR", "57014", "canceling statement due to user request");

  /** What follows each answer to a query. */
  public Supplier<List<BackendMessage>> ready = () -> List.of(new ReadyForQuery('I'));

  /** Adds to what is known what tells a server from another. */
  public Rules() {
    parameters.put("server_version", "18.0");
    parameters.put("client_encoding", "UTF8");
    answers.put("select version()", "Scripted 18.0 on a loopback address");
  }

  /** The messages behind AuthenticationOk. */
  @FunctionalInterface
  public interface Introduction {
    /** The messages for one session. */
    List<BackendMessage> of(Backend backend, Rules server) throws IOException;
  }

  /** The same rules but for one that is broken. */
  public Rules breaking(Fault fault) {
    fault.breakIn(this);
    return this;
  }

  private static Bytes random(int size) {
    byte[] octets = new byte[size];
    ThreadLocalRandom.current().nextBytes(octets);
    return Bytes.of(octets);
  }
}
