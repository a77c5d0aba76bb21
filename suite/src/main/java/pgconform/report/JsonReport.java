package pgconform.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.KeyQuality;
import pgconform.run.Gate;
import pgconform.run.Matrix;
import pgconform.run.Result;
import pgconform.run.RunResult;
import pgconform.run.Standing;
import pgconform.run.TargetInfo;
import pgconform.scenario.Bug;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the tree of {@code report.json} of a run: the run for programs, and for all other writers.
 */
final class JsonReport {
  private JsonReport() {}

  static ObjectNode tree(RunResult run, Gate gate) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format", Report.FORMAT);
    suite(run, root.putObject("suite"));
    ArrayNode targets = root.putArray("targets");
    run.targets()
        .forEach(
            target -> {
              ObjectNode node = targets.addObject();
              target(target, node);
              node.put("seed", run.options().seed());
            });
    ArrayNode results = root.putArray("results");
    for (int i = 0; i < run.results().size(); i++) {
      result(
          run.results().get(i), gate.standings().get(i), run.options().seed(), results.addObject());
    }
    if (!gate.unmet().isEmpty()) {
      texts(root.putArray("unmet"), gate.unmet());
    }
    return root;
  }

  /** One result as writers see it. */
  static Report.Finding finding(Result result, Standing standing, long seed) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    result(result, standing, seed, node);
    return Report.MAPPER.treeToValue(node, Report.Finding.class);
  }

  /** One target alone, as reports have it. */
  static String of(TargetInfo target) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    target(target, node);
    return Report.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
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
    text(node, "name", target.name());
    text(node, "url", target.url());
    text(node, "product", target.product());
    text(node, "version", target.version());
    node.put("profile", word(target.profile()));
    ObjectNode capabilities = node.putObject("capabilities");
    for (Map.Entry<String, String> found : target.capabilities().entrySet()) {
      text(capabilities, Legal.text(found.getKey()), found.getValue());
    }
    target.unavailable().ifPresent(reason -> text(node, "unavailable", reason));
  }

  private static void result(Result result, Standing standing, long seed, ObjectNode node) {
    Scenario scenario = result.scenario();
    node.put("id", scenario.id());
    text(node, "title", scenario.title());
    text(node, "area", scenario.area());
    node.put("level", scenario.level().name().toLowerCase(Locale.ROOT));
    texts(node.putArray("source"), scenario.sources());
    texts(node.putArray("bug"), scenario.bugs().stream().map(Bug::toString).toList());
    text(node, "consequence", scenario.consequence());
    text(node, "target", result.target());
    node.put("verdict", result.verdict().toString());
    node.put("expected", standing.expected());
    node.put("gate", standing.green() ? "green" : "red");
    standing.known().ifPresent(reason -> text(node, "known", reason));
    standing.unexpected().ifPresent(sentence -> text(node, "unexpected", sentence));
    text(node, "message", result.message());
    signature(result).ifPresent(signature -> text(node, "signature", signature));
    List<String> method = KeyQuality.method(scenario);
    if (!method.isEmpty()) {
      texts(node.putArray("method"), method);
    }
    node.put("cases", result.cases());
    node.put("exhaustive", result.all());
    node.put("undecided", result.undecided());
    node.put("duration_ms", millis(result.nanos()));
    if (!result.matrix().isEmpty()) {
      ArrayNode tables = node.putArray("matrix");
      result.matrix().forEach(matrix -> matrix(matrix, tables.addObject()));
    }
    if (result.failure().isPresent()) {
      Result.Failure failure = result.failure().get();
      if (!failure.defects().isEmpty()) {
        texts(node.putArray("defects"), failure.defects());
      }
      text(node, "reproduce", Shell.command(failure.reproduce()));
      ArrayNode trace = node.putArray("trace");
      TraceLine.of(failure.transcript()).forEach(line -> line(line, trace.addObject()));
      failure(result, failure, seed, node.putObject("failure"));
    }
  }

  private static Optional<String> signature(Result result) {
    return result.failure().map(failure -> failure.evidence().signature());
  }

  private static void failure(Result result, Result.Failure failure, long seed, ObjectNode node) {
    text(node, "connection", failure.evidence().connection());
    text(node, "wanted", failure.evidence().expected().toString());
    text(node, "came", failure.evidence().came().toString());
    text(node, "step", failure.evidence().place().toString());
    text(node, "case", failure.values());
    text(node, "found_as", failure.firstValues());
    node.put("failed", failure.failed());
    node.put("runs", failure.runs());
    node.put("seed", seed);
    node.put("file", "traces/" + Reports.traceName(result) + ".yaml");
  }

  private static void line(TraceLine line, ObjectNode node) {
    node.put("ms", line.ms());
    text(node, "connection", line.connection());
    node.put("side", line.side());
    node.put("text", line.text());
    if (!line.fields().isEmpty()) {
      ObjectNode fields = node.putObject("fields");
      line.fields().forEach(fields::put);
    }
    if (line.size() > 0) {
      optional(node, "type", line.type());
      optional(node, "length", line.length());
      optional(node, "body", line.body());
      node.put("size", line.size());
    }
  }

  private static void optional(ObjectNode node, String name, String text) {
    if (!text.isEmpty()) {
      node.put(name, text);
    }
  }

  private static void text(ObjectNode node, String name, String text) {
    node.put(name, Legal.text(text));
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(text -> array.add(Legal.text(text)));
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
