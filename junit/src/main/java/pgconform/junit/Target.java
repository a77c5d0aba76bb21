package pgconform.junit;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.scenario.Spelling;
import pgconform.session.Secret;
import pgconform.target.ProvidedTarget;
import pgconform.target.TargetOptions;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.wire.PasswordRedaction;

/** The server that a {@link PostgresConformance} class judges. Each method returns a new value. */
public final class Target {
  private final String words;
  private final Optional<String> name;
  private final Optional<String> slowQuery;
  private final boolean exclusive;
  private final Map<String, TargetOptions.Account> logins;
  private final Optional<Runnable> restart;
  private final Optional<Runnable> onClose;

  private Target(
      String words,
      Optional<String> name,
      Optional<String> slowQuery,
      boolean exclusive,
      Map<String, TargetOptions.Account> logins,
      Optional<Runnable> restart,
      Optional<Runnable> onClose) {
    this.words = words;
    this.name = name;
    this.slowQuery = slowQuery;
    this.exclusive = exclusive;
    this.logins = logins;
    this.restart = restart;
    this.onClose = onClose;
  }

  /**
   * Returns a server that is reached by a libpq URL, such as {@code
   * postgresql://app@localhost:5432/app}.
   */
  public static Target url(String url) {
    return of(url);
  }

  /**
   * Returns a target written as on the command line: {@code embedded:18}, {@code my-server.yaml} or
   * a URL.
   */
  public static Target of(String words) {
    return new Target(
        words,
        Optional.empty(),
        Optional.empty(),
        false,
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** Sets the name of the server in messages and reports, which otherwise is its URL. */
  public Target name(String given) {
    return new Target(words, Optional.of(given), slowQuery, exclusive, logins, restart, onClose);
  }

  /**
   * Adds a role that can log in.
   *
   * @param kind user, password, md5, scram, hostssl, reject or nologin
   */
  public Target login(String kind, String user, String password) {
    return login(kind, user, Optional.of(password));
  }

  /** Adds a role without a password. */
  public Target login(String kind, String user) {
    return login(kind, user, Optional.empty());
  }

  private Target login(String kind, String user, Optional<String> password) {
    if (!Capability.loginWords().contains(kind)) {
      throw new IllegalArgumentException(
          "there is no kind of login '%s'%s"
              .formatted(kind, Spelling.hint(kind, Capability.loginWords())));
    }
    Map<String, TargetOptions.Account> more = new LinkedHashMap<>(logins);
    more.put(kind, new TargetOptions.Account(user, password.map(Secret::of), Optional.empty()));
    return new Target(words, name, slowQuery, exclusive, Map.copyOf(more), restart, onClose);
  }

  /**
   * Sets a query that takes a second or more, for a server that has no advisory locks to wait for.
   */
  public Target slowQuery(String sql) {
    return new Target(words, name, Optional.of(sql), exclusive, logins, restart, onClose);
  }

  /** Declares that nobody else uses the server, so that requirements may fill and harm it. */
  public Target exclusive() {
    return new Target(words, name, slowQuery, true, logins, restart, onClose);
  }

  /**
   * Sets the action that starts the server again if a requirement has brought it down, so that the
   * others can be judged. A server that can be started again counts as {@link #exclusive}.
   */
  public Target restart(Runnable action) {
    return new Target(words, name, slowQuery, exclusive, logins, Optional.of(action), onClose);
  }

  /**
   * Sets the action that ends the server after the last requirement, even if the server could not
   * be judged.
   */
  public Target onClose(Runnable action) {
    return new Target(words, name, slowQuery, exclusive, logins, restart, Optional.of(action));
  }

  /** Returns what opens this target. */
  Targets opener(Optional<Profile> profile) {
    logins
        .values()
        .forEach(login -> login.password().map(Secret::reveal).ifPresent(PasswordRedaction::add));
    return new Targets(
        System.getenv(),
        Path.of(System.getProperty("user.home", ".")),
        new TargetOptions(name, profile, slowQuery, false, logins));
  }

  /**
   * Returns this target for a run.
   *
   * @param failed learns why the server could not be started again
   */
  TargetSpec spec(Targets opener, Consumer<RuntimeException> failed) {
    TargetSpec spec = opener.parse(words);
    return restart.isEmpty() && !exclusive
        ? spec
        : new ProvidedTarget(spec, exclusive, restart.map(action -> () -> tried(action, failed)));
  }

  /** Runs the action. The caller that waits for the server finds out whether it is back. */
  private static void tried(Runnable action, Consumer<RuntimeException> failed) {
    try {
      action.run();
    } catch (RuntimeException e) {
      failed.accept(e);
    }
  }

  /** Ends what was started for this target. */
  void close() {
    onClose.ifPresent(Runnable::run);
  }
}
