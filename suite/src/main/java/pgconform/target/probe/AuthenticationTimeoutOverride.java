package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import pgconform.link.Poller;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.process.ShutdownHook;

/**
 * Makes a server that nobody else uses end slow logins earlier than it does by default, until the
 * run ends. Only the running server knows the setting: the file of its settings is restored before
 * the probe continues, so that reading it again undoes the change.
 */
final class AuthenticationTimeoutOverride implements AutoCloseable {
  private static final int SECONDS = 5;
  private static final String NAME = "authentication_timeout";
  private static final String RELOAD = "select pg_catalog.pg_reload_conf()";
  private static final int ATTEMPTS = 30;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Counts the user's own settings, which a reset would remove. */
  private static final String SET_BY_ITS_USER =
      "select count(*) from pg_catalog.pg_file_settings where name = '%s' and sourcefile like"
          + " '%%postgresql.auto.conf'";

  private final SessionStarter starter;
  private boolean closed;

  private AuthenticationTimeoutOverride(SessionStarter starter) {
    this.starter = starter;
  }

  /** Shortens the time limit, if this login is allowed to; empty if the limit stays as it is. */
  static Optional<AuthenticationTimeoutOverride> on(SessionStarter starter, SqlProbe questions) {
    boolean free = questions.value(SET_BY_ITS_USER.formatted(NAME)).filter("0"::equals).isPresent();
    if (!free || !questions.runs("alter system set %s = '%ds'".formatted(NAME, SECONDS))) {
      return Optional.empty();
    }
    boolean shortened = false;
    try {
      shortened = questions.runs(RELOAD) && isEffective(starter);
    } finally {
      boolean reset = questions.runs("alter system reset " + NAME);
      if (!reset || !shortened) {
        questions.runs("alter system reset " + NAME);
        questions.runs(RELOAD);
      }
    }
    if (!shortened) {
      return Optional.empty();
    }
    try {
      return Optional.of(ShutdownHook.add(() -> new AuthenticationTimeoutOverride(starter)));
    } catch (IOException | TargetUnavailable e) {
      // If this process is already ending, nothing would undo the change later.
      questions.runs(RELOAD);
      return Optional.empty();
    }
  }

  /**
   * Returns whether new sessions have the limit; a server reads its settings a moment after it was
   * told to.
   */
  private static boolean isEffective(SessionStarter starter) {
    for (int i = 0; i < ATTEMPTS; i++) {
      try (SqlProbe fresh = new SqlProbe(starter, LIMIT)) {
        if (fresh.setting(NAME).filter(seconds -> seconds == SECONDS).isPresent()) {
          return true;
        }
      }
      starter.poller().pause(PAUSE.toNanos());
    }
    return false;
  }

  /** Returns the limit in words. */
  String words() {
    return "%d s, until this run ends".formatted(SECONDS);
  }

  /** Makes the server read its settings again. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    // The poller that the probe used is already closed.
    try (Poller poller = new Poller();
        SqlProbe questions =
            new SqlProbe(
                new SessionStarter(
                    starter.connector(),
                    starter.transport(),
                    starter.login(),
                    poller,
                    new ProbeTimeouts(LIMIT)),
                LIMIT)) {
      questions.runs(RELOAD);
    } finally {
      ShutdownHook.remove(this);
    }
  }
}
