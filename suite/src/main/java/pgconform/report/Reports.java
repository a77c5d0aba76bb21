package pgconform.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import pgconform.run.Gate;
import pgconform.run.Result;
import pgconform.run.RunResult;
import pgconform.run.TargetInfo;
import tools.jackson.databind.JsonNode;

/** Writes all reports of a run into a folder. */
public final class Reports {
  private Reports() {}

  /**
   * Writes all files of a report, and for each failure what shows it alone into {@code traces/};
   * makes the folder if it is not there.
   */
  public static Report write(RunResult run, Gate gate, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path traces = folder.resolve("traces");
    clear(traces);
    for (Result each : run.results()) {
      if (each.failure().isPresent()) {
        Files.createDirectories(traces);
        trace(each, traces.resolve(traceName(each)));
      }
    }
    return write(JsonReport.tree(run, gate), folder);
  }

  /** Writes what can be made of a {@code report.json} alone. */
  static Report write(JsonNode tree, Path folder) throws IOException {
    Report report = Report.of(tree);
    String json = Report.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    file(folder, "report.json", json + "\n");
    file(folder, "junit.xml", JUnitReport.of(report));
    file(folder, "report.html", HtmlReport.of(report));
    file(folder, "summary.md", MarkdownReport.of(report));
    Badge badge = Badge.of(report);
    file(folder, "badge.json", badge.json());
    file(folder, "badge.svg", badge.svg());
    return report;
  }

  private static void file(Path folder, String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8);
  }

  private static void trace(Result result, Path base) throws IOException {
    Result.Failure failure = result.failure().orElseThrow();
    Files.writeString(Path.of(base + ".yaml"), failure.file());
    Files.writeString(Path.of(base + ".txt"), TraceText.of(failure.transcript()));
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(Path.of(base + ".pcap")))) {
      Pcap.write(failure.transcript(), out);
    }
  }

  /** What {@code report.json} says of a target. */
  public static String json(TargetInfo target) {
    return JsonReport.of(target);
  }

  /** The name, without a suffix, of the files that show a failure alone. */
  public static String traceName(Result result) {
    String target = result.target().replaceAll("[^A-Za-z0-9.-]+", "_");
    return "%s-%s".formatted(result.scenario().id(), target);
  }

  /** What an earlier run left would look as if it were of this one. */
  static void clear(Path traces) throws IOException {
    if (Files.isDirectory(traces)) {
      try (DirectoryStream<Path> old = Files.newDirectoryStream(traces, "*.{yaml,txt,pcap}")) {
        for (Path file : old) {
          Files.delete(file);
        }
      }
    }
  }
}
