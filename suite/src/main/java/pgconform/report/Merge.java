package pgconform.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import pgconform.exchange.Verdict;

/** Joins the reports of several runs, such as shards or targets, into one. */
public final class Merge {
  private Merge() {}

  /**
   * Writes the joined report into a folder.
   *
   * @param folders the folders of the reports
   * @throws IOException with one sentence, if a report cannot be read, or two reports have a result
   *     for the same requirement and target
   */
  public static Report merge(List<Path> folders, Path out) throws IOException {
    Report.Suite suite = null;
    Map<String, Report.Target> targets = new LinkedHashMap<>();
    List<Finding> results = new ArrayList<>();
    Map<String, Path> owners = new HashMap<>();
    Set<String> unmet = new LinkedHashSet<>();
    Map<String, Set<String>> shards = new HashMap<>();
    for (Path folder : folders) {
      Report report = Report.read(folder);
      suite = suite == null ? report.suite() : sum(suite, report.suite());
      for (Report.Target target : report.targets()) {
        Report.Target other = targets.putIfAbsent(target.name(), target);
        if (other != null) {
          requireAlike(other, target, folder);
        }
        shards
            .computeIfAbsent(target.name(), name -> new LinkedHashSet<>())
            .addAll(shards(report, target));
      }
      for (Finding result : report.results()) {
        String key = result.id() + " of " + result.target();
        Path other = owners.putIfAbsent(key, folder);
        if (other != null) {
          throw new IOException("%s is in %s and in %s".formatted(key, other, folder));
        }
        results.add(result);
      }
      unmet.addAll(report.unmet());
    }
    Report merged =
        new Report(
            Report.FORMAT,
            suite.joined(),
            targets.values().stream()
                .map(target -> target.joined(List.copyOf(shards.get(target.name()))))
                .toList(),
            explained(results),
            List.copyOf(unmet));
    List<Path> traces = new ArrayList<>();
    for (Path place : folders) {
      Path folder = Files.isDirectory(place) ? place : place.toAbsolutePath().getParent();
      traces.addAll(ReportFolder.traces(folder));
    }
    try (ReportFolder folder = ReportFolder.open(out, traces)) {
      for (Path trace : traces) {
        // A report may be merged with others in its own folder.
        if (!trace.toAbsolutePath().startsWith(folder.traces().toAbsolutePath())) {
          folder.writeTrace(trace.getFileName().toString(), to -> Files.copy(trace, to));
        }
      }
      Reports.write(merged, folder);
    }
    return merged;
  }

  /**
   * Returns the results, of which unexplained blocked ones are errors: shards leave that check to
   * the merged report.
   */
  private static List<Finding> explained(List<Finding> results) {
    return results.stream()
        .map(
            result ->
                result.verdict() == Verdict.BLOCKED
                        && results.stream().noneMatch(result::explainedBy)
                    ? result.unexplained()
                    : result)
        .toList();
  }

  /**
   * Returns the parts of a target that a report, which may have been joined before, consists of.
   */
  private static List<String> shards(Report report, Report.Target target) {
    String shard = report.suite().shard();
    return shard.isEmpty() ? target.shards() : List.of(shard);
  }

  private static Report.Suite sum(Report.Suite one, Report.Suite other) {
    return new Report.Suite(
        one.version(),
        one.seed(),
        one.profile().equals(other.profile()) ? one.profile() : Report.Suite.MIXED,
        one.effort(),
        one.shard(),
        one.strict(),
        one.started().compareTo(other.started()) < 0 ? one.started() : other.started(),
        Math.round((one.durationMs() + other.durationMs()) * 100) / 100.0,
        one.connections() + other.connections(),
        one.cancels() + other.cancels(),
        one.cases() + other.cases(),
        one.interrupted() || other.interrupted());
  }

  /**
   * Requires equal targets: shards have the same one, so two different servers with the same name
   * are an error.
   */
  private static void requireAlike(Report.Target one, Report.Target other, Path folder)
      throws IOException {
    requireAlike(one.name(), "product", one.product(), other.product(), folder);
    requireAlike(one.name(), "version", one.version(), other.version(), folder);
    requireAlike(one.name(), "profile", one.profile(), other.profile(), folder);
    requireAlike(one.name(), "unavailable", one.unavailable(), other.unavailable(), folder);
  }

  private static void requireAlike(
      String target, String field, Object before, Object now, Path folder) throws IOException {
    if (!Objects.equals(before, now)) {
      throw new IOException(
          ("%s has %s '%s' in %s, but '%s' in an earlier report; these reports are not from"
                  + " the same run")
              .formatted(target, field, now, folder, before));
    }
  }
}
