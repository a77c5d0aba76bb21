package pgconform.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import pgconform.run.Result;
import pgconform.run.RunResult;
import pgconform.run.TargetInfo;

/** Writes all reports of a run into a folder. */
public final class Reports {
  private Reports() {}

  /**
   * Writes all files of a report, and the files of each failure into {@code traces/}; creates the
   * folder if necessary.
   */
  public static Report write(RunResult run, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path traces = folder.resolve("traces");
    clear(traces);
    for (Result each : run.results()) {
      if (each.failure().isPresent()) {
        Files.createDirectories(traces);
        trace(each, traces.resolve(traceName(each)));
      }
    }
    Report report = Report.of(run);
    write(report, folder);
    return report;
  }

  /** Writes the files that can be made from {@code report.json} alone. */
  static void write(Report report, Path folder) throws IOException {
    file(folder, "report.json", report.json());
    file(folder, "junit.xml", JUnitReport.of(report));
    file(folder, "report.html", HtmlReport.of(report));
    file(folder, "summary.md", MarkdownReport.of(report));
    Badge badge = Badge.of(report);
    file(folder, "badge.json", badge.json());
    file(folder, "badge.svg", badge.svg());
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

  /** A target as {@code report.json} describes it. */
  public static String json(TargetInfo target) {
    return Report.MAPPER
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(Report.Target.of(target, null));
  }

  /** The name, without a suffix, of the files of a failure. */
  public static String traceName(Result result) {
    String target = result.target().replaceAll("[^A-Za-z0-9.-]+", "_");
    return "%s-%s".formatted(result.scenario().id(), target);
  }

  /** Removes the files of an earlier run, which would seem to belong to this one. */
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
