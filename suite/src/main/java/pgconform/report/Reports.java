package pgconform.report;

import java.io.IOException;
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
   * Writes {@code report.json}, {@code junit.xml}, and for each failure a scenario file that shows
   * it alone, into {@code traces/}; makes the folder if it is not there.
   */
  public static void write(RunResult result, Path folder) throws IOException {
    Files.createDirectories(folder);
    JsonReport.write(result, folder.resolve("report.json"));
    JUnitReport.write(result, folder.resolve("junit.xml"));
    Path traces = folder.resolve("traces");
    clear(traces);
    for (Result each : result.results()) {
      if (each.failure().isPresent()) {
        Files.createDirectories(traces);
        Files.writeString(traces.resolve(traceName(each)), each.failure().get().file());
      }
    }
  }

  /** What {@code report.json} says of a target. */
  public static String json(TargetInfo target) {
    return JsonReport.of(target);
  }

  /** The name of the scenario file that shows a failure alone. */
  public static String traceName(Result result) {
    String target = result.target().replaceAll("[^A-Za-z0-9.-]+", "_");
    return "%s-%s.yaml".formatted(result.scenario().id(), target);
  }

  /** What an earlier run left would look as if it were of this one. */
  private static void clear(Path traces) throws IOException {
    if (Files.isDirectory(traces)) {
      try (DirectoryStream<Path> old = Files.newDirectoryStream(traces, "*.yaml")) {
        for (Path file : old) {
          Files.delete(file);
        }
      }
    }
  }
}
