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
 * What a target file says: where a server is, how it is started, and what is known about it.
 *
 * @param file as the user named it
 * @param name the name in reports
 * @param url where clients connect
 * @param unixSocket the directory of the server's Unix socket
 * @param start how the server is started; empty for one that runs already
 * @param logins by the word that scenarios have for them
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

  /** The name of what throw-away servers have in their configuration besides. */
  public static final String SETTINGS = "settings";

  /** The name of what a throw-away server is to be: running or recovering. */
  public static final String STATE = "state";

  /**
   * The words that are no environment variables: a free port, further ones, two folders, and what
   * throw-away servers differ by.
   */
  public static final List<String> GIVEN =
      List.of("port", "port2", "port3", "directory", "here", SETTINGS, STATE);

  /** The words for the server behind a proxy, which pgconform plays itself. */
  public static final List<String> BACKEND =
      List.of(
          "backend_host",
          "backend_port",
          "backend_user",
          "backend_password",
          "backend_database",
          "backend_ca");

  /** Whether it describes a proxy before a backend of ours. */
  public boolean isProxy() {
    return start
        .filter(command -> command.names().stream().anyMatch(BACKEND::contains))
        .isPresent();
  }

  /**
   * A command that starts the server and runs for as long as the server does.
   *
   * @param run its program and arguments
   * @param files what is written into the working directory of the run: templates by their names
   * @param env environment variables, besides those of this process
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
    /** Whether it can start throw-away servers: it knows what to do with all that they need. */
    public boolean startsOthers() {
      return names().containsAll(Set.of(SETTINGS, STATE));
    }

    /** The names of values that it uses. */
    public Set<String> names() {
      Set<String> names = new HashSet<>();
      Stream.of(run, files.values(), env.values())
          .flatMap(Collection::stream)
          .forEach(template -> names.addAll(template.names()));
      return names;
    }
  }

  /** What a connection has to lead to. */
  public enum Connect {
    /** An answer to a StartupMessage, be it an error. */
    STARTUP,
    /** A connection. */
    TCP
  }

  /**
   * How one can tell that the server is ready: by all of these that are there.
   *
   * @param log what a line of its output has to match
   * @param run a command that succeeds; empty if there is none
   * @param within how long it may take
   */
  public record Ready(
      Optional<Connect> connect, Optional<Pattern> log, List<Template> run, Duration within) {}

  /**
   * How the server is told to end.
   *
   * @param signal its name, such as TERM
   * @param within how long it may take before it is killed
   */
  public record Stop(String signal, Duration within) {}

  /**
   * Who can log in.
   *
   * @param database empty for that of the URL
   */
  public record Account(Template user, Optional<Template> password, Optional<Template> database) {}
}
