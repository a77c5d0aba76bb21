package pgconform.exchange;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import pgconform.link.Event;
import pgconform.property.Case;
import pgconform.property.KeyChange;
import pgconform.scenario.Capability;
import pgconform.scenario.Durations;
import pgconform.scenario.Expression;
import pgconform.session.Login;
import pgconform.session.Secret;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;

/**
 * The named values of a running case: variables, sessions, and messages that patterns have
 * captured.
 */
final class CaseVariables {
  private final Case values;
  private final Map<String, Login> logins;
  private final Map<String, List<Connection>> connections;
  private final Map<String, Event> captures;
  private final Map<String, Object> own;

  /** Creates a scope with the default login alone. */
  CaseVariables(Case values, Login login) {
    this(values, Map.of(Capability.DEFAULT_LOGIN, login));
  }

  /** Creates a scope with the logins of a target, by name. */
  CaseVariables(Case values, Map<String, Login> logins) {
    this.values = values;
    this.logins = Map.copyOf(logins);
    connections = new ConcurrentHashMap<>();
    captures = new ConcurrentHashMap<>();
    own = new HashMap<>();
  }

  private CaseVariables(CaseVariables whole) {
    values = whole.values;
    logins = whole.logins;
    connections = whole.connections;
    captures = whole.captures;
    own = new HashMap<>(whole.own);
  }

  /**
   * Returns a scope for steps that run in parallel with others; it has its own rounds and its own
   * held queries.
   */
  CaseVariables branch() {
    return new CaseVariables(this);
  }

  void put(String name, List<Connection> group) {
    List<Connection> before = connections.put(name, List.copyOf(group));
    // If a name is reused, the value that it had is released.
    if (before != null) {
      before.stream().filter(c -> !group.contains(c)).forEach(c -> c.hold().ifPresent(Hold::close));
    }
  }

  /** Returns the values of the variables, in one line. */
  String caseText() {
    return values.toString();
  }

  void set(String name, Object value) {
    own.put(name, value);
  }

  void capture(Map<String, Event> captured) {
    captures.putAll(captured);
  }

  /**
   * Returns the connections of that name; the loader has checked that an earlier step opens them.
   */
  List<Connection> group(String name) {
    return connections.getOrDefault(name, List.of());
  }

  /** Returns the names of the connections that were opened. */
  Set<String> names() {
    return Set.copyOf(connections.keySet());
  }

  /** Closes the connections of that name, which nothing refers to any more. */
  void close(String name) {
    List<Connection> group = connections.remove(name);
    if (group != null) {
      group.forEach(Connection::close);
    }
  }

  /** Returns all connections of the case. */
  List<Connection> all() {
    return connections.values().stream().flatMap(List::stream).toList();
  }

  Object value(Expression expr) {
    return expr.value(this::value, CaseVariables::text);
  }

  Object value(Expression.Variable variable) {
    String name = variable.name();
    if (values.values().containsKey(name)) {
      return values.values().get(name);
    } else if (own.containsKey(name)) {
      return own.get(name);
    } else if (captures.containsKey(name)) {
      Event event = captures.get(name);
      Object subject = event instanceof Event.Received r ? r.message() : event;
      return EventMatcher.component(subject, variable.field());
    } else if (connections.containsKey(name)) {
      return ofSession(connections.get(name).get(0), variable.field());
    }
    return ofLogin(name, variable.field());
  }

  /** Returns a field of the login of that name, or of the default login. */
  private String ofLogin(String name, String field) {
    String suffix = Capability.LOGIN_SUFFIX;
    Login login =
        name.endsWith(suffix)
            ? logins.get(name.substring(0, name.length() - suffix.length()))
            : logins.get(Capability.DEFAULT_LOGIN);
    if (login == null) {
      return "";
    }
    return switch (name.endsWith(suffix) ? field : name) {
      case "user" -> login.user();
      case "database" -> login.database();
      case "password" -> login.password().map(Secret::reveal).orElse("");
      default -> "";
    };
  }

  private static Object ofSession(Connection connection, String field) {
    Optional<BackendKeyData> key = connection.keyData();
    if (key.isEmpty()) {
      return "";
    }
    return field.equals("secretKey") ? key.get().secretKey() : key.get().processId();
  }

  String text(Expression expr) {
    return text(value(expr));
  }

  /** Returns a number, which is written or the value of a variable. */
  long number(Expression expr) {
    return Long.parseLong(text(expr));
  }

  /** Returns a time, which is written or the value of a variable; zero if it is neither. */
  Duration duration(Expression expr) {
    Object value = value(expr);
    return value instanceof Duration duration
        ? duration
        : Durations.parse(text(value)).orElse(Duration.ZERO);
  }

  static String text(Object value) {
    if (value instanceof List<?> list) {
      // The values of a row, in the form that queries use.
      return list.stream().map(CaseVariables::item).collect(Collectors.joining(" "));
    }
    return value instanceof Bytes bytes ? bytes.toHex() : String.valueOf(value);
  }

  private static String item(Object item) {
    Object value = item instanceof Optional<?> some ? some.orElse(null) : item;
    return value instanceof Bytes bytes ? bytes.text() : String.valueOf(value);
  }

  /** Returns the key to send for a session: its own, a changed one or another one. */
  Bytes key(Optional<Expression> expr, Bytes own) {
    if (expr.isEmpty()) {
      return own;
    }
    Object value = value(expr.get());
    if (value instanceof KeyChange change) {
      return change.apply(own);
    }
    return octets(value);
  }

  /** Returns octets as they are, or decoded from hexadecimal digits. */
  static Bytes octets(Object value) {
    return value instanceof Bytes bytes ? bytes : Bytes.ofHex(text(value));
  }

  /**
   * Returns the process ID to send for a session: its own, a number, or one derived from its own.
   */
  int processId(Optional<Expression> expr, int own) {
    if (expr.isEmpty()) {
      return own;
    }
    String text = text(expr.get()).strip();
    if (text.equals("negated")) {
      return -own;
    } else if (text.startsWith("+")) {
      return own + Integer.parseInt(text.substring(1));
    }
    return (int) Long.parseLong(text);
  }
}
