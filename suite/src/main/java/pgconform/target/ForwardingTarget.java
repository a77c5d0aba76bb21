package pgconform.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.scenario.Role;
import pgconform.target.probe.ServerUnderTest;
import pgconform.target.process.CommandOutput;

/** A decorator that overrides some properties of a target. */
interface ForwardingTarget extends TargetSpec {
  /** Returns the target, which provides everything that is not overridden here. */
  TargetSpec spec();

  @Override
  default String displayName() {
    return spec().displayName();
  }

  @Override
  default Role role() {
    return spec().role();
  }

  @Override
  default ServerUnderTest openProxy(
      Map<String, String> backend, Map<String, String> environment, Path home) {
    return spec().openProxy(backend, environment, home);
  }

  @Override
  default Set<String> backendNames() {
    return spec().backendNames();
  }

  @Override
  default String commandLine() {
    return spec().commandLine();
  }

  @Override
  default String address() {
    return spec().address();
  }

  @Override
  default Optional<Path> expectations() {
    return spec().expectations();
  }

  @Override
  default Optional<CommandOutput> output() {
    return spec().output();
  }

  @Override
  default Optional<String> opening() {
    return spec().opening();
  }

  @Override
  default List<String> check(Map<String, String> environment, Path home) {
    return spec().check(environment, home);
  }

  @Override
  default ServerUnderTest open(Map<String, String> environment, Path home) {
    return spec().open(environment, home);
  }
}
