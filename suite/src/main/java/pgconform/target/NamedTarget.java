package pgconform.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.target.probe.RunningServer;
import pgconform.target.process.Output;

/** A target with a name that the user gives to it. */
record NamedTarget(TargetSpec spec, String name) implements TargetSpec {
  @Override
  public String displayName() {
    return name;
  }

  @Override
  public String commandLine() {
    return spec.commandLine();
  }

  @Override
  public String address() {
    return spec.address();
  }

  @Override
  public Optional<String> opening() {
    return spec.opening();
  }

  @Override
  public Optional<Path> expectations() {
    return spec.expectations();
  }

  @Override
  public Optional<Output> output() {
    return spec.output();
  }

  @Override
  public List<String> check(Map<String, String> environment, Path home) {
    return spec.check(environment, home);
  }

  @Override
  public RunningServer open(Map<String, String> environment, Path home) {
    return spec.open(environment, home);
  }
}
