package pgconform.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import pgconform.run.Gate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * A report as {@code report.json} holds it; all other files are made of it, so that a report that
 * was joined from several runs gets the same files as one run. Texts that are not there are empty.
 *
 * @param format of report.json; a reader of 1 understands all later reports that say 1
 * @param unmet what is wrong with the expectations themselves, a sentence each
 */
public record Report(
    int format, Suite suite, List<Target> targets, List<Finding> results, List<String> unmet) {
  /** The format that this program writes. */
  public static final int FORMAT = 1;

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** What is not there is empty. */
  public Report {
    targets = targets == null ? List.of() : targets;
    results = results == null ? List.of() : results;
    unmet = unmet == null ? List.of() : unmet;
  }

  /** How a run was done. */
  public record Suite(
      String version,
      long seed,
      String profile,
      String effort,
      String started,
      double durationMs,
      long connections,
      long cancels,
      long cases) {}

  /** What was judged. */
  public record Target(
      String name,
      String url,
      String product,
      String version,
      String profile,
      long seed,
      Map<String, String> capabilities,
      String unavailable) {
    /** What is not there is empty. */
    public Target {
      capabilities = capabilities == null ? Map.of() : capabilities;
      unavailable = unavailable == null ? "" : unavailable;
    }
  }

  /**
   * What came of one requirement and one target.
   *
   * @param expected the verdicts that are expected, in words
   * @param gate {@code green} or {@code red}
   * @param known the reason of the expectation that makes a deviation green
   * @param unexpected how it differs from an expectation, and what to do
   * @param method how numbers were judged, a sentence each
   * @param matrix tables of the verdicts of its cases
   * @param defects the published defects of this release of PostgreSQL that it shows
   * @param reproduce a command that runs just this again; with a failure only
   * @param trace the exchange on all connections; with a failure only
   */
  public record Finding(
      String id,
      String title,
      String area,
      String level,
      List<String> source,
      List<String> bug,
      String consequence,
      String target,
      String verdict,
      String expected,
      String gate,
      String known,
      String unexpected,
      String message,
      String signature,
      List<String> method,
      int cases,
      boolean exhaustive,
      int undecided,
      double durationMs,
      List<Table> matrix,
      List<String> defects,
      String reproduce,
      List<TraceLine> trace,
      Failure failure) {
    /** What is not there is empty. */
    public Finding {
      source = source == null ? List.of() : source;
      bug = bug == null ? List.of() : bug;
      known = known == null ? "" : known;
      unexpected = unexpected == null ? "" : unexpected;
      signature = signature == null ? "" : signature;
      method = method == null ? List.of() : method;
      matrix = matrix == null ? List.of() : matrix;
      defects = defects == null ? List.of() : defects;
      reproduce = reproduce == null ? "" : reproduce;
      trace = trace == null ? List.of() : trace;
    }

    boolean red() {
      return gate.equals("red");
    }
  }

  /** The cases of a result by two of their variables. */
  public record Table(String rows, String columns, List<Cell> cells) {
    /** What is not there is empty. */
    public Table {
      cells = cells == null ? List.of() : cells;
    }
  }

  /** How many cases with these two values ended in which verdict. */
  public record Cell(String row, String column, Map<String, Integer> verdicts) {
    /** What is not there is empty. */
    public Cell {
      verdicts = verdicts == null ? Map.of() : verdicts;
    }
  }

  /**
   * The smallest case that shows a deviation.
   *
   * @param values as {@code --case} takes them
   * @param failed in how many of {@code runs} repetitions
   * @param file the scenario file in {@code traces/} that shows it alone
   */
  public record Failure(
      String connection,
      String wanted,
      String came,
      String step,
      @JsonProperty("case") String values,
      String foundAs,
      int failed,
      int runs,
      long seed,
      String file) {}

  static Report of(JsonNode tree) {
    return MAPPER.treeToValue(tree, Report.class);
  }

  /**
   * The tree of a report.
   *
   * @param place a report.json, or a folder that holds one
   * @throws IOException with one sentence, if there is none that this program can read
   */
  static JsonNode tree(Path place) throws IOException {
    Path file = Files.isDirectory(place) ? place.resolve("report.json") : place;
    if (!Files.isReadable(file)) {
      throw new IOException("%s: there is no report.json that can be read".formatted(place));
    }
    try {
      JsonNode tree = MAPPER.readTree(Files.readAllBytes(file));
      if (tree.path("format").asInt(0) != FORMAT || !tree.path("results").isArray()) {
        throw new IOException(
            "%s: this is no report of format %d, the one this pgconform reads"
                .formatted(file, FORMAT));
      }
      of(tree);
      return tree;
    } catch (JacksonException e) {
      throw new IOException("%s: this is no report: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  /** The report in a folder, or in a file. */
  public static Report read(Path place) throws IOException {
    return of(tree(place));
  }

  /** The exit status of a run that ended in this report. */
  public int exitStatus() {
    boolean gone = targets.stream().anyMatch(t -> !t.unavailable().isEmpty());
    if (gone || count("error") > 0) {
      return Gate.UNTESTED;
    }
    boolean red = !unmet.isEmpty() || results.stream().anyMatch(Finding::red);
    return red ? Gate.RED : Gate.GREEN;
  }

  /** How many results have this verdict. */
  long count(String verdict) {
    return results.stream().filter(r -> r.verdict().equals(verdict)).count();
  }
}
