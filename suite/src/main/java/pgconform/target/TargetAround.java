package pgconform.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.target.probe.RunningServer;
import pgconform.target.process.Output;

/** A decorator that overrides some properties of a target. */
interface TargetAround extends TargetSpec {
  /** Returns the target, which answers whatever is not answered here. */
  TargetSpec spec();

  @Override
  default String displayName() {
    return spec().displayName();
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
  default Optional<Output> output() {
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
  default RunningServer open(Map<String, String> environment, Path home) {
    return spec().open(environment, home);
  }
}
