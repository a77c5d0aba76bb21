package pgconform.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Handles the line of an expectations file that says which version of the catalogue it covers. */
final class CatalogueLine {
  private static final String CATALOGUE = "catalogue:";
  private static final String EXPECTATIONS = "expectations:";

  private CatalogueLine() {}

  /**
   * Returns the version of the catalogue that the expectations are complete for after a run: the
   * highest up to which each newer requirement was judged. A new file covers all requirements.
   */
  static int version(Expectations expectations, RunResult run, boolean created) {
    Set<String> judged =
        run.results().stream()
            .filter(CatalogueLine::tells)
            .map(result -> result.scenario().id())
            .collect(Collectors.toSet());
    int version = created ? 1 : expectations.version();
    for (int next : new TreeSet<>(expectations.catalogue().values())) {
      boolean known =
          expectations.catalogue().entrySet().stream()
              .filter(each -> each.getValue() == next && next > expectations.version())
              .allMatch(each -> judged.contains(each.getKey()));
      if (!created && !known) {
        return version;
      }
      version = Math.max(version, next);
    }
    return version;
  }

  /** Returns whether a result shows how the target meets a requirement. */
  private static boolean tells(Result result) {
    return switch (result.verdict()) {
      case PASS, INFO, LENIENT, FAIL, UNSUPPORTED -> true;
      // A race that cannot be observed here will not be observed in the next run either.
      case UNDECIDED -> result.cases().count() > 0;
      case BLOCKED, ERROR -> false;
    };
  }

  /**
   * Puts the version into the lines of a file.
   *
   * @param created whether there was nothing but comments in the file
   * @param before the version that the file had
   */
  static List<String> in(List<String> lines, boolean created, int before, int version) {
    List<String> result = new ArrayList<>(lines);
    boolean entries = lines.stream().anyMatch(line -> line.strip().startsWith("-"));
    boolean changed = created || version > before;
    int catalogue = find(result, CATALOGUE);
    int list = find(result, EXPECTATIONS);
    if (catalogue >= 0 && changed) {
      String comment = result.get(catalogue).replaceFirst("^catalogue:\\s*[\"']?\\d+[\"']?", "");
      result.set(catalogue, CATALOGUE + " " + version + comment);
    } else if (catalogue < 0 && changed) {
      catalogue = list >= 0 ? list : top(result, created);
      result.add(catalogue, CATALOGUE + " " + version);
      list = list >= 0 ? list + 1 : list;
    }
    if (entries && catalogue >= 0 && list < 0) {
      result.add(catalogue + 1, EXPECTATIONS);
    } else if (entries && list >= 0) {
      result.set(
          list,
          result.get(list).replaceFirst("^expectations:\\s*(\\[\\s*\\]|~|null)", EXPECTATIONS));
    }
    return result;
  }

  private static int find(List<String> lines, String field) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(field)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Returns where the content of a file begins: after directives, and in a new file after comments.
   */
  private static int top(List<String> lines, boolean created) {
    int top = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      boolean before =
          created ? line.startsWith("#") : line.startsWith("%") || line.startsWith("---");
      if (before) {
        top = i + 1;
      } else if (!line.isEmpty()) {
        return top;
      }
    }
    return top;
  }
}
