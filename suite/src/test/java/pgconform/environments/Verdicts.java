package pgconform.environments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the command {@code run} says of a URL.
 *
 * @param counts how many requirements have which verdict
 * @param problems what is not green, a line for each
 */
public record Verdicts(Map<String, Integer> counts, List<String> problems) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final List<String> JUDGED = List.of("pass", "lenient", "fail", "info");

  /**
   * Runs the command in a process of its own.
   *
   * @param out where its report and what it prints go
   */
  public static Verdicts of(String url, Path out, List<String> options)
      throws IOException, InterruptedException {
    Files.createDirectories(out);
    Path home = Path.of(System.getProperty("pgconform.scenarios", "../scenarios"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dpgconform.scenarios=" + home.toAbsolutePath());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "pgconform.cli.Main"));
    command.addAll(List.of("run", url, "--out", out.toString()));
    command.addAll(options);
    Path printed = out.resolve("printed.txt");
    ProcessBuilder builder = Account.tied(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    Process process = builder.redirectOutput(printed.toFile()).start();
    try {
      int status = process.waitFor();
      Path report = out.resolve("report.json");
      if (!Files.exists(report)) {
        return new Verdicts(Map.of(), List.of("no report: " + Files.readString(printed).strip()));
      }
      Verdicts verdicts = read(report);
      if (status != 0 && verdicts.problems.isEmpty()) {
        verdicts.problems.add("exit status " + status);
      }
      return verdicts;
    } finally {
      process.destroy();
    }
  }

  private static Verdicts read(Path file) throws IOException {
    JsonNode report = MAPPER.readTree(Files.readAllBytes(file));
    Map<String, Integer> counts = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (JsonNode target : report.path("targets")) {
      if (target.has("unavailable")) {
        problems.add("unavailable: " + target.path("unavailable").asString());
      }
    }
    for (JsonNode result : report.path("results")) {
      counts.merge(result.path("verdict").asString(), 1, Integer::sum);
      if (!"green".equals(result.path("gate").asString())) {
        problems.add(
            Stream.of("verdict", "id", "message")
                .map(field -> result.path(field).asString())
                .reduce((a, b) -> a + " " + b)
                .orElseThrow());
      }
    }
    return new Verdicts(counts, problems);
  }

  /** How many requirements were judged. */
  int judged() {
    return JUDGED.stream().mapToInt(this::count).sum();
  }

  int count(String verdict) {
    return counts.getOrDefault(verdict, 0);
  }

  /** What is wrong, given how many have to be judged. */
  List<String> problems(int floor) {
    List<String> all = new ArrayList<>(problems);
    if (judged() < floor) {
      all.add("only %d judged, less than %d".formatted(judged(), floor));
    }
    return all;
  }

  /** The numbers in a line. */
  public String line() {
    return "%d judged, %d failed, %d errors, %d undecided, %d blocked, %d unsupported"
        .formatted(
            judged(),
            count("fail"),
            count("error"),
            count("undecided"),
            count("blocked"),
            count("unsupported"));
  }
}
