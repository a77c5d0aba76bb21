package pgconform.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import pgconform.scenario.Profile;
import pgconform.scenario.Role;
import pgconform.target.failure.BadTarget;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.probe.Prober;
import pgconform.target.probe.ServerUnderTest;

/** Makes targets ready: starts those that must be started, and finds out what they can do. */
public final class Targets {
  /** All kinds of targets; the first kind that words look like is used. */
  static final List<TargetKind> KINDS =
      List.of(
          EmbeddedTarget.KIND,
          LocalTarget.KIND,
          DockerTarget.KIND,
          TargetFileTarget.KIND,
          UrlTarget.KIND);

  private final Map<String, String> environment;
  private final Path home;
  private final TargetOptions options;

  /**
   * Opens targets for a user.
   *
   * @param environment where libpq's PG* variables are looked up
   * @param home where libpq's files are looked up
   * @param profile the profile to judge by; empty to choose it by what the target turns out to be
   * @param slowQuery a query that takes long, to be used for held queries; empty to find a method
   */
  public Targets(
      Map<String, String> environment,
      Path home,
      Optional<Profile> profile,
      Optional<String> slowQuery) {
    this(
        environment,
        home,
        new TargetOptions(Optional.empty(), profile, slowQuery, false, Map.of()));
  }

  /** Opens targets with the options given by a user. */
  public Targets(Map<String, String> environment, Path home, TargetOptions options) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    this.options = options;
  }

  /**
   * Reads the words that name a target, which gets the name given by the user.
   *
   * @throws BadTarget with one sentence that describes what is wrong
   */
  public TargetSpec parse(String words) {
    TargetSpec spec = read(words);
    return options.name().<TargetSpec>map(name -> new NamedTarget(spec, name)).orElse(spec);
  }

  private TargetSpec read(String words) {
    try {
      return TargetSpec.parse(words);
    } catch (FaultyTargetFile e) {
      throw e.in(environment, home);
    }
  }

  /**
   * Checks the words of a target before anything is done.
   *
   * @return what had to be ignored, one sentence each
   * @throws BadTarget with one sentence, if they cannot be understood
   */
  public List<String> check(TargetSpec spec) {
    return spec.check(environment, home);
  }

  /**
   * Makes a target ready to be judged.
   *
   * @throws TargetUnavailable with one sentence, if it cannot be opened
   */
  public ProbedTarget open(TargetSpec spec) {
    return open(spec, what -> {});
  }

  /**
   * Makes a target ready to be judged.
   *
   * @param progress called with the current action, in a few words
   * @throws TargetUnavailable with one sentence, if it cannot be opened
   */
  public ProbedTarget open(TargetSpec spec, Consumer<String> progress) {
    spec.opening().ifPresent(progress);
    if (spec.role() == Role.PROXY) {
      return ProxyTarget.open(spec, environment, home, options, progress);
    }
    Optional<ProbedTarget> ready = spec.ready(progress);
    if (ready.isPresent()) {
      return ready.get();
    }
    ServerUnderTest server =
        new OverriddenServer(spec.open(environment, home), options, "by --exclusive");
    progress.accept("probing " + spec.displayName());
    return open(spec.displayName(), server);
  }

  /**
   * Makes a server ready to be judged; it is closed with the target, or if it cannot be judged.
   *
   * @throws TargetUnavailable with one sentence, if it cannot be judged
   */
  public ProbedTarget open(String name, ServerUnderTest server) {
    try {
      Prober.Result found =
          new Prober(name, server, options.profile(), options.slowQuery()).probe();
      return new ProbedTarget(
          found.subject(),
          found.product(),
          found.version(),
          found.capabilities(),
          found.room(),
          server.restart(),
          server::death,
          () -> {
            try {
              found.undo().run();
            } finally {
              server.close();
            }
          });
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }
}
