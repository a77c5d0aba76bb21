package pgconform.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import pgconform.exchange.Verdict;
import pgconform.run.Effort;
import pgconform.run.Part;
import pgconform.run.RunResult;
import pgconform.run.TargetInfo;
import pgconform.scenario.Profile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * A report as {@code report.json} contains it. All other files are made from it, so a report that
 * joins several runs has the same files as the report of one run. Its texts are safe to write into
 * any file; missing texts are empty.
 *
 * @param format the format of report.json; a reader understands all reports of its format and of
 *     earlier ones. Format 2 has the verdict {@code blocked}.
 * @param unmet what is wrong with the expectations themselves, one sentence each
 */
public record Report(
    int format,
    Suite suite,
    List<Target> targets,
    List<Finding> results,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unmet) {
  /** The format that this program writes. */
  public static final int FORMAT = 2;

  private static final Set<Verdict> JUDGED =
      EnumSet.of(Verdict.PASS, Verdict.LENIENT, Verdict.FAIL, Verdict.INFO);

  /** The number of missing parts that a sentence names. */
  private static final int MOST_NAMED = 10;

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** Makes texts safe and missing values empty. */
  public Report {
    suite = suite == null ? new Suite("", 0, "", null, "", false, "", 0, 0, 0, 0, false) : suite;
    targets = targets == null ? List.of() : targets;
    results = results == null ? List.of() : results;
    unmet = SafeText.of(unmet);
  }

  /**
   * The options and totals of a run.
   *
   * @param profile the profile of all targets, or {@code mixed}
   * @param shard the part of the requirements that the run judged, such as 1/2; empty for all, and
   *     for a report that joins several
   * @param interrupted whether the run was asked to end before it was done
   */
  public record Suite(
      String version,
      long seed,
      String profile,
      Effort effort,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String shard,
      boolean strict,
      String started,
      double durationMs,
      long connections,
      long cancels,
      long cases,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean interrupted) {
    static final String MIXED = "mixed";

    /** Makes texts safe. */
    public Suite {
      version = SafeText.of(version);
      profile = SafeText.of(profile);
      shard = SafeText.of(shard);
      started = SafeText.of(started);
    }

    /** Returns the same for a report that joins several. */
    Suite joined() {
      return new Suite(
          version,
          seed,
          profile,
          effort,
          "",
          strict,
          started,
          durationMs,
          connections,
          cancels,
          cases,
          interrupted);
    }

    private static Suite of(RunResult run) {
      List<Profile> profiles = run.targets().stream().map(TargetInfo::profile).distinct().toList();
      return new Suite(
          run.suiteVersion(),
          run.options().seed(),
          profiles.size() == 1 ? profiles.get(0).toString() : MIXED,
          run.options().effort(),
          run.options().shard().map(Part::toString).orElse(""),
          run.expectations().strict(),
          run.started().toString(),
          millis(run.nanos()),
          run.connections(),
          run.cancels(),
          run.cases(),
          run.interrupted());
    }
  }

  /**
   * A target.
   *
   * @param seed the seed of the run; null for a target that was only probed
   * @param shards the parts of the requirements whose reports are joined; empty if no report is of
   *     a part, and for a report that does not join several
   */
  public record Target(
      String name,
      String url,
      String product,
      String version,
      Profile profile,
      Map<String, String> capabilities,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String unavailable,
      @JsonInclude(JsonInclude.Include.NON_NULL) Long seed,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> shards) {
    /** Makes texts safe and missing values empty. */
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
      shards = SafeText.of(shards);
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
          seed,
          List.of());
    }

    /** Returns the same with the parts whose reports are joined. */
    Target joined(List<String> parts) {
      return new Target(
          name, url, product, version, profile, capabilities, unavailable, seed, parts);
    }

    /** Returns the parts whose reports are missing among those that are joined. */
    List<Part> missingShards() {
      return Part.missing(
          shards.stream().flatMap(shard -> Part.parse(shard).stream()).collect(Collectors.toSet()));
    }

    /** Returns whether the target could be tested. */
    boolean tested() {
      return unavailable.isEmpty();
    }
  }

  /** Returns the report of a run. */
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
   * Reads a report.
   *
   * @param place a report.json, or a folder that contains one
   * @throws IOException with one sentence, if this program cannot read it
   */
  public static Report read(Path place) throws IOException {
    Path file = Files.isDirectory(place) ? place.resolve("report.json") : place;
    if (!Files.isReadable(file)) {
      throw new IOException(
          (Files.exists(file) ? "the file %s cannot be read" : "the file %s does not exist")
              .formatted(file));
    }
    byte[] octets = Files.readAllBytes(file);
    try {
      JsonNode tree = MAPPER.readTree(octets);
      int format = tree.path("format").asInt(0);
      if (format < 1 || format > FORMAT || !tree.path("results").isArray()) {
        throw new IOException(
            "%s: this is no report of the formats 1 to %d, which this pgconform reads"
                .formatted(file, FORMAT));
      }
      return MAPPER.treeToValue(tree, Report.class);
    } catch (StreamReadException e) {
      throw new IOException(
          "%s: this is no report: the file %s (line %d)"
              .formatted(
                  file,
                  isCutOff(e, octets) ? "is not complete JSON" : "is not JSON",
                  e.getLocation().getLineNr()),
          e);
    } catch (JacksonException e) {
      throw new IOException("%s: this is no report: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  /** Returns whether a text is only wrong because it ends where it does. */
  private static boolean isCutOff(StreamReadException e, byte[] octets) {
    int at = (int) Math.max(0, Math.min(e.getLocation().getByteOffset(), octets.length));
    String rest = new String(octets, at, octets.length - at, StandardCharsets.ISO_8859_1);
    // A word or a number that is cut is told as a wrong one.
    return e instanceof UnexpectedEndOfInputException || rest.matches("[-+.\\w]*");
  }

  /** Returns the text of {@code report.json}. */
  String json() {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
  }

  /**
   * Returns the exit status of the run. A broken requirement or an unmet expectation takes
   * precedence over everything else.
   */
  public int exitStatus() {
    boolean broken = red().stream().anyMatch(finding -> finding.verdict() != Verdict.ERROR);
    if (broken || !unmet.isEmpty()) {
      return ExitStatus.RED;
    }
    return gone() || suite.interrupted || count(Verdict.ERROR) > 0 || missingShards().isPresent()
        ? ExitStatus.UNTESTED
        : ExitStatus.GREEN;
  }

  /** Returns a line for people if the run was interrupted. */
  Optional<String> interruption() {
    return suite.interrupted
        ? Optional.of(
            "Interrupted: the run was stopped early; requirements that had not been judged are"
                + " undecided.")
        : Optional.empty();
  }

  /**
   * Returns a sentence if reports of parts are joined, and those of other parts are missing; empty
   * otherwise.
   */
  public Optional<String> missingShards() {
    List<String> missing =
        targets.stream()
            .flatMap(
                target ->
                    target.missingShards().stream()
                        .map(part -> targets.size() == 1 ? part + "" : part + " of " + target.name))
            .toList();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    String named = missing.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = missing.size() - MOST_NAMED;
    return Optional.of(
        missing.size() == 1
            ? "shard %s is missing: its report is not among those that are merged".formatted(named)
            : "shards %s%s are missing: their reports are not among those that are merged"
                .formatted(named, more > 0 ? " and %d more".formatted(more) : ""));
  }

  /**
   * Returns the number of results that say something about a requirement: pass, lenient, fail or
   * info.
   */
  public long judged() {
    return judged(results);
  }

  /** Returns the number of judged results and of all results: {@code 149 of 222}. */
  public String judgedOfAll() {
    return judgedOfAll(results);
  }

  /** Returns the number of judged results and of all results of one target. */
  public String judgedOfAll(Target target) {
    return judgedOfAll(of(target));
  }

  private static String judgedOfAll(List<Finding> findings) {
    return "%d of %d".formatted(judged(findings), findings.size());
  }

  private static long judged(List<Finding> findings) {
    return findings.stream().filter(finding -> JUDGED.contains(finding.verdict())).count();
  }

  /**
   * Returns a sentence if too few requirements were judged in the run; empty if there were enough.
   *
   * @param least the number of requirements that must be judged on each target that was tested
   */
  public Optional<String> tooFew(int least) {
    return targets.stream()
        .filter(Target::tested)
        .filter(target -> judged(of(target)) < least)
        .findFirst()
        .map(
            target ->
                ("%s: only %d of %d requirements were judged, but at least %d must be; the"
                        + " report says why the others were not")
                    .formatted(target.name(), judged(of(target)), of(target).size(), least));
  }

  /** Returns whether a target could not be tested. */
  boolean gone() {
    return !targets.stream().allMatch(Target::tested);
  }

  /** Returns the causes of the red results, target by target. */
  @JsonProperty("causes")
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public List<Cause> causes() {
    return targets.stream().flatMap(target -> Cause.of(target, of(target)).stream()).toList();
  }

  /** Returns the result of a requirement for a target. */
  Finding finding(String target, String id) {
    return results.stream()
        .filter(finding -> finding.target().equals(target) && finding.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the results that are not as expected. */
  List<Finding> red() {
    return results.stream().filter(Finding::red).toList();
  }

  /** Returns the results of a target. */
  List<Finding> of(Target target) {
    return results.stream().filter(finding -> finding.target().equals(target.name())).toList();
  }

  /** Returns the number of results with this verdict. */
  long count(Verdict verdict) {
    return results.stream().filter(finding -> finding.verdict() == verdict).count();
  }
}
