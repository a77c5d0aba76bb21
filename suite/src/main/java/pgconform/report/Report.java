package pgconform.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pgconform.exchange.Verdict;
import pgconform.run.Effort;
import pgconform.run.RunResult;
import pgconform.run.TargetInfo;
import pgconform.scenario.Profile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * A report as {@code report.json} holds it. All other files are made of it, so that a report that
 * was joined from several runs gets the same files as one run. Its texts are safe to write into any
 * file; one that is not there is empty.
 *
 * @param format of report.json; a reader of 1 understands all later reports that say 1
 * @param unmet what is wrong with the expectations themselves, a sentence each
 */
public record Report(
    int format,
    Suite suite,
    List<Target> targets,
    List<Finding> results,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unmet) {
  /** The format that this program writes. */
  public static final int FORMAT = 1;

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** Makes texts safe, and what is not there empty. */
  public Report {
    suite = suite == null ? new Suite("", 0, "", null, false, "", 0, 0, 0, 0) : suite;
    targets = targets == null ? List.of() : targets;
    results = results == null ? List.of() : results;
    unmet = SafeText.of(unmet);
  }

  /**
   * How a run was done.
   *
   * @param profile that all targets were judged by, or {@code mixed}
   */
  public record Suite(
      String version,
      long seed,
      String profile,
      Effort effort,
      boolean strict,
      String started,
      double durationMs,
      long connections,
      long cancels,
      long cases) {
    static final String MIXED = "mixed";

    /** Makes texts safe. */
    public Suite {
      version = SafeText.of(version);
      profile = SafeText.of(profile);
      started = SafeText.of(started);
    }

    private static Suite of(RunResult run) {
      List<Profile> profiles = run.targets().stream().map(TargetInfo::profile).distinct().toList();
      return new Suite(
          run.suiteVersion(),
          run.options().seed(),
          profiles.size() == 1 ? profiles.get(0).toString() : MIXED,
          run.options().effort(),
          run.expectations().strict(),
          run.started().toString(),
          millis(run.nanos()),
          run.connections(),
          run.cancels(),
          run.cases());
    }
  }

  /**
   * What was judged.
   *
   * @param seed of the run; null where it was not judged, only probed
   */
  public record Target(
      String name,
      String url,
      String product,
      String version,
      Profile profile,
      Map<String, String> capabilities,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String unavailable,
      @JsonInclude(JsonInclude.Include.NON_NULL) Long seed) {
    /** Makes texts safe, and what is not there empty. */
    public Target {
      name = SafeText.of(name);
      url = SafeText.of(url);
      product = SafeText.of(product);
      version = SafeText.of(version);
      Map<String, String> safe = new LinkedHashMap<>();
      if (capabilities != null) {
        capabilities.forEach((key, found) -> safe.put(SafeText.of(key), SafeText.of(found)));
      }
      capabilities = safe;
      unavailable = SafeText.of(unavailable);
    }

    static Target of(TargetInfo target, Long seed) {
      return new Target(
          target.name(),
          target.url(),
          target.product(),
          target.version(),
          target.profile(),
          target.capabilities(),
          target.unavailable().orElse(""),
          seed);
    }

    /** Whether it could be tested. */
    boolean tested() {
      return unavailable.isEmpty();
    }
  }

  /** The report of a run. */
  public static Report of(RunResult run) {
    long seed = run.options().seed();
    return new Report(
        FORMAT,
        Suite.of(run),
        run.targets().stream().map(target -> Target.of(target, seed)).toList(),
        run.results().stream().map(result -> Finding.of(result, seed)).toList(),
        run.unmet());
  }

  static double millis(long nanos) {
    return Math.round(nanos / 1e4) / 100.0;
  }

  /**
   * The report in a folder, or in a file.
   *
   * @param place a report.json, or a folder that holds one
   * @throws IOException with one sentence, if there is none that this program can read
   */
  public static Report read(Path place) throws IOException {
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
      return MAPPER.treeToValue(tree, Report.class);
    } catch (JacksonException e) {
      throw new IOException("%s: this is no report: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  /** The text of {@code report.json}. */
  String json() {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
  }

  /** The exit status of a run that ended in this report. */
  public int exitStatus() {
    if (gone() || count(Verdict.ERROR) > 0) {
      return ExitStatus.UNTESTED;
    }
    return unmet.isEmpty() && red().isEmpty() ? ExitStatus.GREEN : ExitStatus.RED;
  }

  /** Whether a target could not be tested. */
  boolean gone() {
    return !targets.stream().allMatch(Target::tested);
  }

  /** The results that are not as expected. */
  List<Finding> red() {
    return results.stream().filter(Finding::red).toList();
  }

  /** The results of a target. */
  List<Finding> of(Target target) {
    return results.stream().filter(finding -> finding.target().equals(target.name())).toList();
  }

  /** The number of results with this verdict. */
  long count(Verdict verdict) {
    return results.stream().filter(finding -> finding.verdict() == verdict).count();
  }
}
