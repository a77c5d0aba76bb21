package pgconform.target.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out which settings of the role, of the database or of the server would end queries that
 * scenarios hold, or forbid what scenarios do by default; the suite's own sessions override these
 * settings.
 */
final class SessionSettingsProbe {
  private static final String WHAT = "set in each session";

  /** The value of each setting that does not affect scenarios. */
  private static final Map<String, String> HARMLESS = new LinkedHashMap<>();

  static {
    // This setting comes first: with it, a setting that an older release does not know would end
    // the session.
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
   * Returns the statements that a session runs after its start-up; empty if no setting needs to be
   * overridden.
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
   * Returns whether no other session can get the same backend, and with it the settings. A server
   * that sends no key, or does not report the process ID, is not known to be a pooler.
   */
  private static boolean ownBackend(SqlProbe questions) {
    Optional<Integer> keys = questions.processId();
    Optional<String> backend = questions.function("pg_backend_pid()");
    return keys.isEmpty()
        || backend.isEmpty()
        || backend.get().equals(Integer.toString(keys.get()));
  }
}
