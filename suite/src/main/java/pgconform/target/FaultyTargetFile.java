package pgconform.target;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import pgconform.scenario.FileError;
import pgconform.scenario.ScenarioException;
import pgconform.scenario.TargetFile;
import pgconform.target.failure.BadTarget;

/** Reports what is wrong with a target file that was read as far as possible. */
final class FaultyTargetFile extends BadTarget {
  private static final long serialVersionUID = 1L;

  private final transient TargetFile file;
  private final transient List<FileError> problems;

  /** Reports everything that is wrong regardless of the environment. */
  FaultyTargetFile(TargetFile file, List<FileError> problems) {
    super(new ScenarioException(problems).getMessage());
    this.file = file;
    this.problems = List.copyOf(problems);
  }

  /** Returns the same report with the undefined names in an environment. */
  BadTarget in(Map<String, String> environment, Path home) {
    List<FileError> all = new ArrayList<>(problems);
    all.addAll(new TargetFileValues(file, environment, home).undefined());
    return new BadTarget(new ScenarioException(all).getMessage());
  }
}
