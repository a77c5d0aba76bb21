package pgconform.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import pgconform.exchange.Verdict;
import pgconform.scenario.Catalogue;
import pgconform.scenario.ServerVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The verdicts that releases of PostgreSQL give, by scenario: {@code 9.6-17 pass, 18 info}. They
 * are recorded from the report of a run against all releases.
 */
public final class RecordedVerdicts {
  /** The file with the recorded verdicts, next to the built-in scenarios. */
  public static final String FILE = "coverage.json";

  private static final String UNDECIDED = Verdict.UNDECIDED.toString();

  private final Map<String, String> verdicts;

  /** The verdicts by id and release; empty if they are recorded verdicts. */
  private final Map<String, Map<String, String>> releases;

  private RecordedVerdicts(
      Map<String, String> verdicts, Map<String, Map<String, String>> releases) {
    this.verdicts = verdicts;
    this.releases = releases;
  }

  /**
   * Returns the recorded verdicts.
   *
   * @param checkout the folder of the built-in scenarios; null for the class path
   */
  public static RecordedVerdicts recorded(Path checkout) throws IOException {
    Map<String, String> verdicts = new TreeMap<>();
    JsonNode root = Catalogue.read(checkout, FILE);
    root.propertyNames().forEach(id -> verdicts.put(id, root.get(id).asString()));
    return new RecordedVerdicts(verdicts, Map.of());
  }

  /**
   * Returns the verdicts in a {@code report.json}.
   *
   * @throws IOException with one sentence, if the file is not a report
   */
  public static RecordedVerdicts of(Path place) throws IOException {
    Report report = Report.read(place);
    Map<String, String> series = series(place, report);
    Map<String, Map<String, String>> byId = new TreeMap<>();
    for (Finding result : report.results()) {
      String release = series.get(result.target());
      if (release != null) {
        byId.computeIfAbsent(result.id(), id -> new LinkedHashMap<>())
            .put(release, result.verdict().toString());
      }
    }
    if (byId.isEmpty()) {
      throw new IOException(place + " contains no results of PostgreSQL");
    }
    Map<String, String> verdicts = new TreeMap<>();
    List<String> order = List.copyOf(series.values());
    byId.forEach((id, releases) -> verdicts.put(id, ranges(order, releases)));
    return new RecordedVerdicts(verdicts, byId);
  }

  /**
   * Returns the major release of each target that is PostgreSQL, in the order of releases. If this
   * tool has started any of them, only those count: others may just claim to be PostgreSQL, or may
   * be reached through a proxy.
   */
  private static Map<String, String> series(Path place, Report report) throws IOException {
    List<Report.Target> embedded =
        report.targets().stream().filter(each -> each.name().startsWith("embedded:")).toList();
    Map<ServerVersion, String> targets = new TreeMap<>();
    for (Report.Target target : embedded.isEmpty() ? report.targets() : embedded) {
      Optional<ServerVersion> version = ServerVersion.of(target.version());
      if (target.product().equals("PostgreSQL") && version.isPresent()) {
        targets.put(version.get(), target.name());
      }
    }
    Map<String, String> series = new LinkedHashMap<>();
    for (Map.Entry<ServerVersion, String> target : targets.entrySet()) {
      String release = release(target.getKey());
      if (series.containsValue(release)) {
        throw new IOException("%s holds two targets of PostgreSQL %s".formatted(place, release));
      }
      series.put(target.getValue(), release);
    }
    return series;
  }

  private static String release(ServerVersion version) {
    String text = version.toString();
    int parts = text.startsWith("9.") ? 2 : 1;
    return String.join(".", List.of(text.split("\\.")).subList(0, parts));
  }

  private static String ranges(List<String> order, Map<String, String> verdicts) {
    List<String> ranges = new ArrayList<>();
    for (int from = 0; from < order.size(); ) {
      String verdict = verdicts.get(order.get(from));
      int upTo = from;
      while (upTo + 1 < order.size() && same(verdict, verdicts.get(order.get(upTo + 1)))) {
        upTo++;
      }
      if (verdict != null) {
        String releases = from == upTo ? order.get(from) : order.get(from) + "-" + order.get(upTo);
        ranges.add(releases + " " + verdict);
      }
      from = upTo + 1;
    }
    return String.join(", ", ranges);
  }

  private static boolean same(String verdict, String other) {
    return verdict == null ? other == null : verdict.equals(other);
  }

  /**
   * Returns the verdicts on a scenario, such as {@code 9.6-17 pass, 18 info}; empty if it was not
   * run.
   */
  public Optional<String> verdicts(String id) {
    return Optional.ofNullable(verdicts.get(id));
  }

  /**
   * Returns the differences from the verdicts of a run, one sentence each. An undecided verdict
   * does not count as a difference: a permitted race or a slow machine has kept the behavior from
   * being observed.
   */
  public List<String> differences(RecordedVerdicts run) {
    TreeSet<String> ids = new TreeSet<>(verdicts.keySet());
    ids.addAll(run.verdicts.keySet());
    return ids.stream()
        .filter(id -> !verdicts(id).equals(run.decided(id, verdicts.get(id))))
        .map(
            id ->
                "%s: was %s, is now %s"
                    .formatted(
                        id, verdicts(id).orElse("nothing"), run.verdicts(id).orElse("nothing")))
        .toList();
  }

  /** Returns the results of a run that are undecided, one sentence each. */
  public List<String> undecided() {
    List<String> sentences = new ArrayList<>();
    releases.forEach(
        (id, verdicts) ->
            verdicts.forEach(
                (release, verdict) -> {
                  if (verdict.equals(UNDECIDED)) {
                    sentences.add("%s: undecided on %s".formatted(id, release));
                  }
                }));
    return sentences;
  }

  /**
   * Returns the verdicts on a scenario, with recorded ones for the releases where it was undecided.
   */
  private Optional<String> decided(String id, String recorded) {
    if (recorded == null || !releases.getOrDefault(id, Map.of()).containsValue(UNDECIDED)) {
      return verdicts(id);
    }
    Map<String, String> decided = new TreeMap<>(Comparator.comparing(Double::valueOf));
    decided.putAll(releases.get(id));
    decided.replaceAll(
        (release, verdict) -> verdict.equals(UNDECIDED) ? on(release, recorded) : verdict);
    return Optional.of(ranges(List.copyOf(decided.keySet()), decided));
  }

  /** Returns the recorded verdict for one release. */
  private static String on(String release, String recorded) {
    double number = Double.parseDouble(release);
    for (String range : recorded.split(", ", -1)) {
      String[] words = range.split("[ -]", -1);
      double from = Double.parseDouble(words[0]);
      double upTo = words.length == 2 ? from : Double.parseDouble(words[1]);
      if (from <= number && number <= upTo) {
        return words[words.length - 1];
      }
    }
    return UNDECIDED;
  }

  /** Writes the file that {@link #recorded} reads. */
  public void record(Path checkout) throws IOException {
    JsonMapper mapper = JsonMapper.builder().build();
    String json = mapper.writerWithDefaultPrettyPrinter().writeValueAsString(verdicts);
    Files.writeString(checkout.resolve(FILE), json + "\n");
  }
}
