package pgconform.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import pgconform.run.Result;
import pgconform.run.RunResult;
import pgconform.run.TargetInfo;
import pgconform.wire.PasswordRedaction;

/** Writes all reports of a run into a folder. */
public final class Reports {
  private Reports() {}

  /** Locks a folder, writes all files of a report into it, and releases it. */
  public static Report write(RunResult run, Path folder) throws IOException {
    try (ReportFolder taken = ReportFolder.open(folder, List.of())) {
      return write(run, taken);
    }
  }

  /** Writes all files of a report, and the files of each failure into {@code traces/}. */
  public static Report write(RunResult run, ReportFolder folder) throws IOException {
    for (Result each : run.results()) {
      if (each.failure().isPresent()) {
        trace(each.failure().get(), traceName(each), folder);
      }
    }
    for (TargetInfo target : run.targets()) {
      if (target.output().filter(output -> !output.isEmpty()).isPresent()) {
        String text = target.output().get().text();
        folder.writeTrace(outputName(target.name()) + ".txt", out -> out.write(utf8(text)));
      }
    }
    Report report = Report.of(run);
    write(report, folder);
    return report;
  }

  /** Writes the files that can be made from {@code report.json} alone, and that one last. */
  static void write(Report report, ReportFolder folder) throws IOException {
    folder.write("junit.xml", JUnitReport.of(report));
    folder.write("report.html", HtmlReport.of(report));
    folder.write("summary.md", MarkdownReport.of(report));
    Badge badge = Badge.of(report);
    folder.write("badge.json", badge.json());
    folder.write("badge.svg", badge.svg());
    folder.write(ReportFolder.REPORT, report.json());
  }

  private static void trace(Result.Failure failure, String name, ReportFolder folder)
      throws IOException {
    folder.writeTrace(name + ".yaml", out -> out.write(utf8(PasswordRedaction.in(failure.file()))));
    folder.writeTrace(name + ".txt", out -> out.write(utf8(TraceText.of(failure.transcript()))));
    folder.writeTrace(
        name + ".pcap",
        out -> {
          OutputStream buffered = new BufferedOutputStream(out);
          Pcap.write(failure.transcript(), buffered);
          buffered.flush();
        });
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a target as {@code report.json} describes it. */
  public static String json(TargetInfo target) {
    return Report.MAPPER
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(Report.Target.of(target, null));
  }

  /** Returns the name, without a suffix, of the files of a failure. */
  public static String traceName(Result result) {
    return "%s-%s".formatted(result.scenario().id(), inNames(result.target()));
  }

  /** Returns the name, without a suffix, of the file with the output of a target's programs. */
  static String outputName(String target) {
    return "output-" + inNames(target);
  }

  private static String inNames(String target) {
    return target.replaceAll("[^A-Za-z0-9.-]+", "_");
  }
}
