package pgconform.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import pgconform.report.VerdictWords;
import pgconform.run.Result;
import pgconform.scenario.Areas;

/** Counts the results of each area by verdict, in the order of the areas. */
final class AreaCounts {
  private AreaCounts() {}

  /** Returns an empty line and a line for each area; nothing for a single area. */
  static List<String> lines(Collection<Result> results) {
    Map<String, List<Result>> areas = new TreeMap<>(Areas.order());
    results.forEach(r -> areas.computeIfAbsent(r.scenario().area(), a -> new ArrayList<>()).add(r));
    int width = areas.keySet().stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    if (areas.size() > 1) {
      lines.add("");
      areas.forEach(
          (area, own) -> lines.add(("%-" + width + "s  %s").formatted(area, counts(own))));
    }
    return lines;
  }

  private static String counts(List<Result> results) {
    return VerdictWords.counts(
        verdict -> results.stream().filter(result -> result.verdict() == verdict).count());
  }
}
