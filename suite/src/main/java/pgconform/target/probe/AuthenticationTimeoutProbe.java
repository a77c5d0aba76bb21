package pgconform.target.probe;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import pgconform.scenario.Capability;

/** Finds out how long a client may take to log in, and shortens that time if possible. */
record AuthenticationTimeoutProbe(
    ServerUnderTest server, SqlProbe questions, FoundCapabilities found) {
  /** The longest authentication_timeout that scenarios wait for. */
  private static final int MOST_SECONDS = 10;

  /**
   * Notes the limit that the user gives, or else the one that the server shows.
   *
   * @param behind whether the server is behind a pooler or proxy
   */
  void look(boolean behind) {
    Optional<Integer> shown = questions.setting("authentication_timeout");
    if (server.authenticationTimeout().isPresent()) {
      said(server.authenticationTimeout().get());
    } else if (shown.isEmpty()) {
      found.lacks(Capability.SHORT_AUTHENTICATION_TIMEOUT);
    } else if (behind) {
      found.tell(
          Capability.SHORT_AUTHENTICATION_TIMEOUT.toString(),
          "no: a pooler or proxy in front of the server may have a different limit");
    } else {
      String seconds = shown.get() + " s";
      found.tell("authentication timeout", seconds);
      if (shown.get() <= MOST_SECONDS) {
        found.has(Capability.SHORT_AUTHENTICATION_TIMEOUT, seconds);
      }
    }
  }

  /**
   * Notes the user's limit, which takes precedence: a server may show no limit, or that of a server
   * behind it.
   */
  private void said(Duration timeout) {
    boolean brief = timeout.compareTo(Duration.ofSeconds(MOST_SECONDS)) <= 0;
    String words = "%.1f s, as the user says".formatted(timeout.toMillis() / 1e3);
    found.tell(
        Capability.SHORT_AUTHENTICATION_TIMEOUT,
        brief ? words : "no: %s; %d s is the most".formatted(words, MOST_SECONDS),
        brief);
  }

  /**
   * Shortens the limit of PostgreSQL if nobody else uses the server; not if it may be restarted,
   * because it would lose the setting.
   *
   * @return an action that undoes the change
   */
  Runnable shorten(SessionStarter usual) {
    Set<Capability> there = found.capabilities();
    boolean may =
        there.contains(Capability.SUPERUSER)
            && there.contains(Capability.EXCLUSIVE_USE)
            && !there.contains(Capability.SHORT_AUTHENTICATION_TIMEOUT)
            && server.restart().isEmpty();
    Optional<AuthenticationTimeoutOverride> shortened =
        may ? AuthenticationTimeoutOverride.on(usual, questions) : Optional.empty();
    shortened.ifPresent(
        override -> found.has(Capability.SHORT_AUTHENTICATION_TIMEOUT, override.words()));
    return () -> shortened.ifPresent(AuthenticationTimeoutOverride::close);
  }
}
