package pgconform.target;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import pgconform.link.Address;
import pgconform.scenario.Profile;
import pgconform.scenario.Role;
import pgconform.scenario.ScenarioException;
import pgconform.scenario.TargetFile;
import pgconform.scenario.TargetFileReader;
import pgconform.target.failure.BadTarget;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.probe.ServerUnderTest;
import pgconform.target.process.CommandOutput;
import pgconform.wire.Text;

/** A server that is described by a target file, which may say how it is started. */
public final class TargetFileTarget implements TargetSpec {
  static final TargetKind KIND =
      new TargetKind(
          "a target file (FILE.yaml)",
          "(?s)(?!postgres(ql)?://).*\\.ya?ml",
          "",
          // Text that looks like another kind of target is one, or a mistake.
          "(embedded|postgres|docker)\\S*|[a-z0-9]*[:/]\\S.*|",
          TargetFileTarget::parse);

  private final TargetFile file;
  private final CommandOutput output = new CommandOutput();

  private TargetFileTarget(TargetFile file) {
    this.file = file;
  }

  private static TargetFileTarget parse(String words) {
    AtomicReference<TargetFile> faulty = new AtomicReference<>();
    try {
      return new TargetFileTarget(TargetFileReader.read(Path.of(words), faulty::set));
    } catch (ScenarioException e) {
      throw faulty.get() == null
          ? new BadTarget(e.getMessage())
          : new FaultyTargetFile(faulty.get(), e.problems());
    } catch (NoSuchFileException e) {
      throw new BadTarget("the target file %s does not exist".formatted(Text.quoted(words)));
    } catch (IOException | InvalidPathException e) {
      throw new BadTarget("the target file %s cannot be read".formatted(Text.quoted(words)));
    }
  }

  @Override
  public String displayName() {
    return file.name();
  }

  @Override
  public String commandLine() {
    return file.file().toString();
  }

  @Override
  public String address() {
    return commandLine();
  }

  @Override
  public Optional<Path> expectations() {
    return file.expectations();
  }

  @Override
  public Optional<CommandOutput> output() {
    return file.start().map(start -> output);
  }

  @Override
  public Optional<String> opening() {
    return file.start().map(start -> "starting " + file.name());
  }

  @Override
  public List<String> check(Map<String, String> environment, Path home) {
    TargetFileValues values = new TargetFileValues(file, environment, home);
    values.check();
    return values.settings().warnings();
  }

  @Override
  public Role role() {
    return file.isProxy() ? Role.PROXY : Role.SERVER;
  }

  @Override
  public String noProxy() {
    return file.start().isPresent()
        ? "its 'start' does not use ${backend_port}"
        : "it has no 'start', the command that starts the proxy and uses ${backend_port}";
  }

  @Override
  public Set<String> backendNames() {
    return file.start().map(TargetFile.Start::names).orElse(Set.of());
  }

  @Override
  public ServerUnderTest openProxy(
      Map<String, String> backend, Map<String, String> environment, Path home) {
    TargetFileValues values = new TargetFileValues(file, environment, home, backend);
    ServerUnderTest started = TargetFileServer.start(file, environment, home, values, output);
    return new OverriddenServer(started, wishes(values), "started for this run");
  }

  @Override
  public ServerUnderTest open(Map<String, String> environment, Path home) {
    TargetFileValues values = new TargetFileValues(file, environment, home);
    if (file.start().isPresent()) {
      ServerUnderTest started = TargetFileServer.start(file, environment, home, values, output);
      return new OverriddenServer(started, wishes(values), "started for this run");
    }
    ConnectionSettings settings = values.settings();
    ServerUnderTest reached =
        new ServerUnderTest() {
          @Override
          public ConnectionSettings settings() {
            return settings;
          }

          @Override
          public Optional<Address> unixSocket() {
            return values.unixSocket(settings.port());
          }
        };
    return new OverriddenServer(reached, wishes(values), "declared in the target file");
  }

  private TargetOptions wishes(TargetFileValues values) {
    Optional<Profile> profile = file.profile();
    return new TargetOptions(
        Optional.empty(),
        profile,
        file.slowQuery(),
        file.authenticationTimeout(),
        file.exclusive(),
        values.logins());
  }
}
