package pgconform.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Reports scenario files that cannot be used, with all faults found in them. */
public final class ScenarioException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The number of faults above which they are only counted. */
  private static final int MOST = 200;

  private final transient List<FileError> problems;

  public ScenarioException(List<FileError> problems) {
    super(ordered(problems).stream().map(FileError::toString).collect(Collectors.joining("\n")));
    this.problems = ordered(problems);
  }

  private static List<FileError> ordered(List<FileError> problems) {
    List<FileError> ordered = new ArrayList<>(problems);
    ordered.sort(
        Comparator.comparing((FileError p) -> p.place().file())
            .thenComparing(p -> p.place().line())
            .thenComparing(p -> p.place().column()));
    int more = ordered.size() - MOST;
    if (more > 0) {
      Place place = ordered.get(MOST).place();
      ordered.subList(MOST, ordered.size()).clear();
      ordered.add(new FileError(place, "from here on, there are %d more errors".formatted(more)));
    }
    return List.copyOf(ordered);
  }

  /** Returns the faults, in the order of the files. */
  public List<FileError> problems() {
    return problems;
  }
}
