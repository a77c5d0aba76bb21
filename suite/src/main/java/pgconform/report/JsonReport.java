package pgconform.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import pgconform.exchange.KeyQuality;
import pgconform.run.Matrix;
import pgconform.run.Result;
import pgconform.run.RunResult;
import pgconform.run.TargetInfo;
import pgconform.scenario.Profile;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code report.json}: the run for programs. */
final class JsonReport {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonReport() {}

  static void write(RunResult run, Path file) throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    suite(run, root.putObject("suite"));
    ArrayNode targets = root.putArray("targets");
    run.targets().forEach(target -> target(target, targets.addObject()));
    ArrayNode results = root.putArray("results");
    run.results().forEach(result -> result(result, results.addObject()));
    String json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    Files.writeString(file, json + "\n", StandardCharsets.UTF_8);
  }

  /** One target alone, as reports have it. */
  static String of(TargetInfo target) {
    ObjectNode node = MAPPER.createObjectNode();
    target(target, node);
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
  }

  private static void suite(RunResult run, ObjectNode suite) {
    suite.put("version", run.suiteVersion());
    suite.put("seed", run.options().seed());
    suite.put("profile", profile(run));
    suite.put("effort", run.options().effort().name().toLowerCase(Locale.ROOT));
    suite.put("strict", run.options().strict());
    suite.put("started", run.started().toString());
    suite.put("duration_ms", millis(run.nanos()));
    suite.put("connections", run.connections());
    suite.put("cancels", run.cancels());
    suite.put("cases", run.cases());
  }

  /** The profile that all targets were judged by, or {@code mixed}. */
  private static String profile(RunResult run) {
    var profiles = run.targets().stream().map(TargetInfo::profile).distinct().toList();
    return profiles.size() == 1 ? word(profiles.get(0)) : "mixed";
  }

  private static void target(TargetInfo target, ObjectNode node) {
    node.put("name", target.name());
    node.put("url", target.url());
    node.put("product", target.product());
    node.put("version", target.version());
    node.put("profile", word(target.profile()));
    ObjectNode capabilities = node.putObject("capabilities");
    target.capabilities().forEach(capabilities::put);
    target.unavailable().ifPresent(reason -> node.put("unavailable", reason));
  }

  private static void result(Result result, ObjectNode node) {
    node.put("id", result.scenario().id());
    node.put("title", result.scenario().title());
    node.put("area", result.scenario().area());
    node.put("level", result.scenario().level().name().toLowerCase(Locale.ROOT));
    node.put("target", result.target());
    node.put("verdict", result.verdict().toString());
    node.put("expected", "pass");
    node.put("message", result.message());
    result.failure().ifPresent(failure -> node.put("signature", failure.evidence().signature()));
    KeyQuality.method(result.scenario()).forEach(node.withArray("method")::add);
    node.put("cases", result.cases());
    node.put("exhaustive", result.all());
    node.put("undecided", result.undecided());
    node.put("duration_ms", millis(result.nanos()));
    if (!result.matrix().isEmpty()) {
      ArrayNode tables = node.putArray("matrix");
      result.matrix().forEach(matrix -> matrix(matrix, tables.addObject()));
    }
    result
        .failure()
        .ifPresent(
            failure -> {
              ArrayNode defects = node.putArray("defects");
              failure.defects().forEach(defects::add);
              node.put("case", failure.values());
              node.put("reproduce", Shell.command(failure.reproduce()));
              ArrayNode trace = node.putArray("trace");
              Exchanges.lines(failure.transcript(), 400).forEach(trace::add);
            });
  }

  private static void matrix(Matrix matrix, ObjectNode node) {
    node.put("rows", matrix.table().rows());
    node.put("columns", matrix.table().columns());
    ArrayNode cells = node.putArray("cells");
    matrix
        .verdicts()
        .forEach(
            (place, verdicts) -> {
              ObjectNode cell = cells.addObject();
              cell.put("row", place.row());
              cell.put("column", place.column());
              ObjectNode counts = cell.putObject("verdicts");
              verdicts.forEach((verdict, count) -> counts.put(verdict.toString(), count));
            });
  }

  private static String word(Profile profile) {
    return profile.name().toLowerCase(Locale.ROOT);
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 1e4) / 100.0;
  }
}
