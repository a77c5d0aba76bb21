package pgconform.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The content of a target file: where a server is, how it is started, and what is known about it.
 *
 * @param file the file as the user named it
 * @param name the name in reports
 * @param url where clients connect
 * @param unixSocket the directory of the server's Unix socket
 * @param start how the server is started; empty if it is already running
 * @param logins the logins, by the word that scenarios have for them
 * @param exclusive whether nobody else uses the server
 * @param authenticationTimeout how long a client may take to log in
 * @param expectations the file of known deviations
 */
public record TargetFile(
    Path file,
    String name,
    Template url,
    Optional<Template> unixSocket,
    Optional<Start> start,
    Map<String, Account> logins,
    boolean exclusive,
    Optional<Profile> profile,
    Optional<String> slowQuery,
    Optional<Duration> authenticationTimeout,
    Optional<Path> expectations) {

  /** The name of the value with further settings of throw-away servers. */
  public static final String SETTINGS = "settings";

  /** The name of the value with the state of a throw-away server: running or recovering. */
  public static final String STATE = "state";

  /**
   * The names that are not environment variables: a free port, further ports, two directories, and
   * the settings and state of throw-away servers.
   */
  public static final List<String> GIVEN =
      List.of("port", "port2", "port3", "directory", "here", SETTINGS, STATE);

  /** The names of the values that describe the server behind a proxy, which is pgconform itself. */
  public static final List<String> BACKEND =
      List.of(
          "backend_host",
          "backend_port",
          "backend_user",
          "backend_password",
          "backend_database",
          "backend_ca");

  /** Returns whether it describes a proxy in front of a backend of pgconform. */
  public boolean isProxy() {
    return start
        .filter(command -> command.names().stream().anyMatch(BACKEND::contains))
        .isPresent();
  }

  /**
   * A command that starts the server and runs for as long as the server does.
   *
   * @param run its program and arguments
   * @param files the files that are written into the working directory of the run: templates by
   *     name
   * @param env the environment variables, in addition to those of this process
   * @param directory where the command runs; empty for the working directory of the run
   */
  public record Start(
      Place place,
      List<Template> run,
      Map<String, Template> files,
      Map<String, Template> env,
      Optional<Path> directory,
      Ready ready,
      Stop stop,
      boolean restarts) {
    /**
     * Returns whether it can start throw-away servers, because it uses all values that they need.
     */
    public boolean startsOthers() {
      return names().containsAll(Set.of(SETTINGS, STATE));
    }

    /** Returns the names of the values that it uses. */
    public Set<String> names() {
      Set<String> names = new HashSet<>();
      Stream.of(run, files.values(), env.values())
          .flatMap(Collection::stream)
          .forEach(template -> names.addAll(template.names()));
      return names;
    }
  }

  /** What a connection must lead to. */
  public enum Connect {
    /** The server answers a StartupMessage, even with an error. */
    STARTUP,
    /** The server accepts a connection. */
    TCP
  }

  /**
   * The conditions under which the server is ready, of which all that are given must hold.
   *
   * @param log the expression that a line of its output must match
   * @param run a command that succeeds; empty if there is none
   * @param within how long it may take
   */
  public record Ready(
      Optional<Connect> connect, Optional<Pattern> log, List<Template> run, Duration within) {}

  /**
   * How the server is stopped.
   *
   * @param signal the name of the signal, such as TERM
   * @param within how long it may take before it is killed
   */
  public record Stop(String signal, Duration within) {}

  /**
   * An account that can log in.
   *
   * @param database the database; empty for that of the URL
   */
  public record Account(Template user, Optional<Template> password, Optional<Template> database) {}
}
