package pgconform.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import pgconform.scenario.Role;
import pgconform.scenario.Spelling;
import pgconform.target.failure.BadTarget;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.probe.ServerUnderTest;
import pgconform.target.process.CommandOutput;

/** A target as the user named it; each kind of target has one implementation. */
public interface TargetSpec {
  /** Returns the name of the target in reports and messages, which never contains a password. */
  String displayName();

  /** Returns the words that name the target on a command line, without a password. */
  default String commandLine() {
    return displayName();
  }

  /** Returns the role that it has in the protocol. */
  default Role role() {
    return Role.SERVER;
  }

  /** Returns why it is not a proxy, if it is not one, in words that follow its name. */
  default String noProxy() {
    return "the target file of a proxy has a 'start' that uses ${backend_port}";
  }

  /** Returns where the target is, as reports show it. */
  default String address() {
    return displayName();
  }

  /** Returns the file of its known deviations, if the target names one. */
  default Optional<Path> expectations() {
    return Optional.empty();
  }

  /** Returns the output of its programs, if they are started and their output is kept. */
  default Optional<CommandOutput> output() {
    return Optional.empty();
  }

  /**
   * Returns what opening it does, such as "starting PostgreSQL 18.6"; empty if nothing takes time.
   */
  default Optional<String> opening() {
    return Optional.empty();
  }

  /**
   * Makes it ready if it is not a server, which would have to be probed.
   *
   * @param progress called with the current action, in a few words
   * @throws TargetUnavailable if it cannot be opened
   */
  default Optional<ProbedTarget> ready(Consumer<String> progress) {
    return Optional.empty();
  }

  /**
   * Checks the words before anything is done.
   *
   * @param environment where libpq's PG* variables are looked up
   * @param home where libpq's files are looked up
   * @return what had to be ignored, one sentence each
   * @throws BadTarget if the words and the environment do not result in a target
   */
  default List<String> check(Map<String, String> environment, Path home) {
    return List.of();
  }

  /**
   * Starts the server, or returns how a running one is reached.
   *
   * @throws TargetUnavailable if there is no server
   */
  ServerUnderTest open(Map<String, String> environment, Path home);

  /**
   * Starts a proxy.
   *
   * @param backend the values that describe the server behind it, by their names in target files
   * @throws TargetUnavailable if it does not become ready
   */
  default ServerUnderTest openProxy(
      Map<String, String> backend, Map<String, String> environment, Path home) {
    throw new BadTarget(displayName() + " is no proxy that a target file starts");
  }

  /** Returns the names of the values that describe the server behind a proxy. */
  default Set<String> backendNames() {
    return Set.of();
  }

  /**
   * Reads the words that name a target.
   *
   * @throws BadTarget with one sentence that describes what is wrong
   */
  static TargetSpec parse(String words) {
    return Targets.KINDS.stream()
        .filter(kind -> words.matches(kind.words()))
        .findFirst()
        .orElseThrow(() -> UnknownTarget.of(words))
        .parser()
        .apply(words);
  }

  /** Returns the name of targets in reports that was probably meant by an impossible one. */
  static Optional<String> nameMeant(String glob) {
    return UnknownTarget.meant(glob).stream()
        // In reports, a release has all of its numbers.
        .flatMap(meant -> Stream.of(meant, meant + ".*"))
        .filter(TargetSpec::couldName)
        .findFirst();
  }

  /**
   * Returns whether any target can have a name in reports that matches a glob.
   *
   * @param glob a pattern with {@code *} and {@code ?}
   */
  static boolean couldName(String glob) {
    return Targets.KINDS.stream().anyMatch(kind -> kind.couldName(glob)) || couldBeClient(glob);
  }

  /**
   * Returns whether it has the form {@code NAME:VERSION}, and NAME is neither a kind of target nor
   * meant to be one.
   */
  private static boolean couldBeClient(String glob) {
    // Four or more digits in a row are a port.
    if (!glob.matches("[a-z0-9][a-z0-9_.-]*:(?!\\d{4,5}$)[0-9*?][a-z0-9_.*?-]*")) {
      return false;
    }
    List<String> kinds =
        Targets.KINDS.stream().map(kind -> kind.prefix().replaceFirst(":.*", "")).toList();
    return Spelling.nearest(glob.substring(0, glob.indexOf(':')), kinds).isEmpty();
  }
}
