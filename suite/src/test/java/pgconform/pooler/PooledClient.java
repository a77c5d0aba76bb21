package pgconform.pooler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.ErrorResponse;
import pgconform.wire.FrontendMalformed;
import pgconform.wire.FrontendUnframed;
import pgconform.wire.GSSENCRequest;
import pgconform.wire.Message;
import pgconform.wire.NegotiateProtocolVersion;
import pgconform.wire.Parameter;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.SSLRequest;
import pgconform.wire.StartupMessage;
import pgconform.wire.Terminate;

/** A connection of a client: a session that gets its backends from a pool, or a cancel. */
final class PooledClient {
  /** The parameters that a session keeps when it changes the backend, in lower case. */
  private static final Set<String> TRACKED =
      Set.of(
          "application_name",
          "client_encoding",
          "datestyle",
          "intervalstyle",
          "standard_conforming_strings",
          "timezone");

  /** The code by which a CancelRequest is known. */
  private static final Bytes CANCEL = Bytes.ofHex("04d2162e");

  private final Pooler pooler;
  private final Link link;
  private final Set<Class<?>> encryptionAskedFor = new HashSet<>();
  private final Map<String, String> wanted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private BackendKeyData key;
  private ProtocolVersion version = ProtocolVersion.V3_0;
  private Pool pool;
  private Backend backend;
  private Backend last;
  private boolean loggedIn;
  private boolean waiting;

  /** What waits for a backend; null if nothing does. */
  private Message next;

  private boolean over;
  private boolean cancels;

  PooledClient(Pooler pooler, Link link) {
    this.pooler = pooler;
    this.link = link;
  }

  Optional<BackendKeyData> key() {
    return Optional.ofNullable(key);
  }

  Map<String, String> wanted() {
    return wanted;
  }

  /** Whether it waits for a backend. */
  boolean isWaiting() {
    return waiting;
  }

  /** The backend that works for this client now. */
  Optional<Backend> busyBackend() {
    return Optional.ofNullable(backend)
        .filter(
            b -> (!waiting || pooler.has(PoolerFault.CANCELS_ITS_OWN_STATEMENTS)) && b.isBusy());
  }

  /** The backend that has worked for this client last. */
  Optional<Backend> lastBackend() {
    return Optional.ofNullable(last);
  }

  void cut() {
    link.reset();
  }

  boolean takesMore() {
    return link.unsent() <= Backend.MOST_UNSENT || link.sendFailed();
  }

  boolean hasWork() {
    return isHeard() ? link.hasEvent() : !over && waiting && link.closedByPeer();
  }

  private boolean isHeard() {
    return !over && !waiting && !cancels && (backend == null || backend.takesMore());
  }

  void work() {
    if (!over && waiting && link.closedByPeer()) {
      leave(false);
    }
    while (isHeard() && link.hasEvent()) {
      Event event = link.poll().orElseThrow();
      if (event instanceof Event.Received received) {
        take(received.message());
      } else if (!(event instanceof Event.Encrypted)) {
        leave(false);
      }
    }
  }

  private void take(Message message) {
    if (pool == null) {
      packet(message);
    } else {
      message(message);
    }
  }

  private void packet(Message packet) {
    if (packet instanceof SSLRequest || packet instanceof GSSENCRequest) {
      encryption(packet);
    } else if (packet instanceof CancelRequest cancel) {
      cancels = true;
      pooler.forget(this);
      pooler.cancel(cancel, link);
    } else if (packet instanceof StartupMessage startup) {
      startUp(startup);
    } else if (packet instanceof FrontendUnframed || isCancel(packet)) {
      over = true;
      pooler.forget(this);
      link.close();
    } else if (packet instanceof FrontendMalformed malformed
        && pooler.has(PoolerFault.READS_BEHIND_THE_LIST)) {
      startUp(new StartupMessage(ProtocolVersion.V3_0, everywhere(malformed.body())));
    } else if (packet instanceof FrontendMalformed) {
      end(ErrorResponse.of("FATAL", "08P01", "invalid startup packet"));
    } else {
      end(ErrorResponse.of("FATAL", "0A000", "unsupported frontend protocol"));
    }
  }

  private void encryption(Message packet) {
    if (packet instanceof SSLRequest
        && pooler.tls().isPresent()
        && encryptionAskedFor.add(packet.getClass())) {
      EncryptionResponse yes = new EncryptionResponse('S');
      if (pooler.has(PoolerFault.KEEPS_WHAT_WAS_IN_CLEAR)) {
        link.acceptKeepingPlaintext(pooler.tls().get(), yes.encode(), List.of(yes));
      } else {
        link.accept(pooler.tls().get(), yes.encode(), List.of(yes));
      }
    } else if (!encryptionAskedFor.add(packet.getClass())
        && !pooler.has(PoolerFault.REFUSES_WITHOUT_END)) {
      end(ErrorResponse.of("FATAL", "0A000", "encryption was asked for twice"));
    } else if (link.holdsOctets() && !pooler.has(PoolerFault.TAKES_WHAT_IS_BEHIND_REQUESTS)) {
      end(ErrorResponse.of("FATAL", "08P01", "received data behind a request for encryption"));
    } else if (!(packet instanceof GSSENCRequest)
        || !pooler.has(PoolerFault.IGNORES_GSS_REQUESTS)) {
      post(new EncryptionResponse('N'));
      if (pooler.has(PoolerFault.ANSWERS_REQUESTS_TWICE)) {
        post(new EncryptionResponse('N'));
      }
      link.proceed();
    }
  }

  /** All names and values of a StartupMessage, wherever its list ends. */
  private static List<Parameter> everywhere(Bytes body) {
    List<Parameter> parameters = new ArrayList<>();
    String[] texts = body.slice(Integer.BYTES, body.size()).text().split("\0+", -1);
    for (int i = 0; i + 1 < texts.length; i += 2) {
      parameters.add(new Parameter(texts[i], texts[i + 1]));
    }
    return parameters;
  }

  /** Whether a packet is a CancelRequest that is none, which is not answered either. */
  private static boolean isCancel(Message packet) {
    return packet instanceof FrontendMalformed malformed && malformed.body().startsWith(CANCEL);
  }

  private void startUp(StartupMessage startup) {
    ProtocolVersion asked = startup.version();
    if (asked.major() != 3) {
      end(ErrorResponse.of("FATAL", "0A000", "unsupported frontend protocol " + asked));
      return;
    }
    List<String> options = new ArrayList<>();
    Map<String, String> given = new LinkedHashMap<>();
    for (Parameter parameter : startup.parameters()) {
      if (parameter.name().startsWith("_pq_.")) {
        options.add(parameter.name());
      } else {
        given.put(parameter.name(), parameter.value());
        if (pooler.has(PoolerFault.TAKES_THE_FIRST_VALUE)) {
          given.put(parameter.name(), first(startup, parameter.name()));
        }
      }
    }
    boolean newer = asked.minor() >= ProtocolVersion.V3_2.minor();
    version = newer ? pooler.version() : ProtocolVersion.V3_0;
    if ((!version.equals(asked) || !options.isEmpty())
        && !pooler.has(PoolerFault.TAKES_ANY_VERSION)) {
      post(new NegotiateProtocolVersion(version.code(), options));
    }
    String user = given.remove("user");
    String database = given.remove("database");
    Set<String> unknown = new TreeSet<>(given.keySet());
    unknown.removeIf(name -> TRACKED.contains(name.toLowerCase(Locale.ROOT)));
    if (user == null || user.isEmpty()) {
      end(ErrorResponse.of("FATAL", "28000", "no user name specified in startup packet"));
    } else if (!unknown.isEmpty()) {
      String name = unknown.iterator().next();
      end(ErrorResponse.of("FATAL", "08P01", "unsupported startup parameter: " + name));
    } else {
      wanted.putAll(given);
      pool = pooler.pool(user, database == null || database.isEmpty() ? user : database);
      boolean asTheOthers = wanted.isEmpty() && pool.parameters().isPresent();
      if (asTheOthers && pooler.mode() != Pooler.Mode.SESSION) {
        welcome(pool.parameters().get());
      } else {
        join();
      }
    }
  }

  private static String first(StartupMessage startup, String name) {
    return startup.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private void welcome(Map<String, String> parameters) {
    loggedIn = true;
    boolean passed = pooler.has(PoolerFault.PASSES_KEYS_ON) && backend != null;
    key = passed ? backend.keyData() : pooler.newKey(version);
    if (pooler.has(PoolerFault.GIVES_EMPTY_KEYS) && pool.hasNoKeys()) {
      key = new BackendKeyData(key.processId(), Bytes.EMPTY);
    }
    if (pooler.has(PoolerFault.INVENTS_PARAMETERS)) {
      post(new ParameterStatus("client_encoding", "SQL_ASCII"));
    }
    post(new AuthenticationOk());
    parameters.forEach(
        (name, value) -> {
          if (!pooler.has(PoolerFault.LEAKS_PARAMETERS)) {
            note(new ParameterStatus(name, value));
          }
          post(new ParameterStatus(name, value));
        });
    post(key);
    post(new ReadyForQuery('I'));
  }

  private void message(Message message) {
    if (message instanceof Terminate) {
      leave(true);
    } else if (message instanceof FrontendUnframed) {
      end(ErrorResponse.of("FATAL", "08P01", "invalid message length"));
    } else if (backend == null) {
      next = message;
      join();
    } else {
      backend.say(message);
    }
  }

  private void join() {
    waiting = true;
    pool.join(this);
  }

  /** A backend is there and is being made what this session was. */
  void serving(Backend given) {
    backend = given;
  }

  /** A backend is there and is as this session was. */
  void served(Backend given) {
    backend = given;
    served();
  }

  /** The backend is as this session was. */
  void served() {
    waiting = false;
    if (!loggedIn) {
      welcome(backend.parameters());
    }
    if (next != null) {
      Message first = next;
      next = null;
      backend.say(first);
    }
    backend.releaseIfDone();
  }

  /** Whether the backend may be given to somebody else. */
  boolean letsGo() {
    last = backend == null ? last : backend;
    if (over || waiting) {
      return false;
    }
    backend = null;
    return true;
  }

  /** Remembers the value of a parameter, if it is one that the session keeps. */
  void note(ParameterStatus status) {
    if (TRACKED.contains(status.name().toLowerCase(Locale.ROOT))) {
      wanted.put(status.name(), status.value());
    }
  }

  void post(Message message) {
    link.post(message.encode(), List.of(message));
  }

  /** Ends the session with an error. */
  void end(ErrorResponse error) {
    post(fatal(error));
    leave(false);
    link.close();
  }

  private static ErrorResponse fatal(ErrorResponse error) {
    return ErrorResponse.of(
        "FATAL", error.sqlState().orElse("XX000"), error.message().orElse("the server refuses"));
  }

  /** The server has ended the session. */
  void lost() {
    over = true;
    pooler.forget(this);
    link.close();
  }

  /** Its session ends without a word. */
  void drop() {
    leave(false);
    link.close();
  }

  private void leave(boolean politely) {
    if (over) {
      return;
    }
    over = true;
    pooler.forget(this);
    if (pool != null) {
      pool.leave(this);
    }
    if (backend == null) {
      link.close();
    } else if (backend.leave(politely)) {
      backend = null;
      link.close();
    }
  }
}
