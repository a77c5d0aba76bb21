package pgconform.target.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out which settings of the role, of the database or of the server would end what scenarios
 * hold, or forbid what they do by default; the suite's own sessions set them for themselves.
 */
final class SessionSettingsProbe {
  private static final String WHAT = "set in each session";

  /** What each setting has to be for scenarios to be free. */
  private static final Map<String, String> HARMLESS = new LinkedHashMap<>();

  static {
    // This one first: with it, what an older release does not know ends the session.
    HARMLESS.put("exit_on_error", "off");
    HARMLESS.put("statement_timeout", "0");
    HARMLESS.put("lock_timeout", "0");
    HARMLESS.put("idle_in_transaction_session_timeout", "0");
    HARMLESS.put("idle_session_timeout", "0");
    HARMLESS.put("transaction_timeout", "0");
    HARMLESS.put("client_connection_check_interval", "0");
    HARMLESS.put("default_transaction_read_only", "off");
  }

  private SessionSettingsProbe() {}

  /**
   * Returns the statements that a session runs after its start-up; none where no setting is in the
   * way.
   */
  static List<String> statements(SqlProbe questions, FoundCapabilities found) {
    List<String> statements = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, String> each : HARMLESS.entrySet()) {
      String name = each.getKey();
      Optional<String> value = inTheWay(questions, name, each.getValue());
      if (value.isEmpty()) {
        continue;
      }
      if (words.isEmpty() && !ownBackend(questions)) {
        found.tell(
            WHAT, "no: the process ID in BackendKeyData is not that of the backend: " + name);
        return List.of();
      }
      String statement = "set %s = %s".formatted(name, each.getValue());
      try {
        questions.rows(statement);
        statements.add(statement);
        words.add("%s = %s instead of %s".formatted(name, each.getValue(), value.get()));
      } catch (IOException e) {
        words.add("%s (%s) cannot be changed: %s".formatted(name, value.get(), e.getMessage()));
      }
    }
    if (!words.isEmpty()) {
      found.tell(WHAT, String.join(", ", words));
    }
    return statements;
  }

  private static Optional<String> inTheWay(SqlProbe questions, String name, String harmless) {
    return questions
        .value("show " + name)
        .filter(value -> !value.isEmpty() && !value.equals(harmless))
        .filter(value -> !value.matches("0[a-z]+"));
  }

  /**
   * Whether no other session can come to have the backend, and with it the settings. A server that
   * sends no key, or does not tell the process ID, is not known to be a pooler.
   */
  private static boolean ownBackend(SqlProbe questions) {
    Optional<Integer> keys = questions.processId();
    Optional<String> backend = questions.function("pg_backend_pid()");
    return keys.isEmpty()
        || backend.isEmpty()
        || backend.get().equals(Integer.toString(keys.get()));
  }
}
