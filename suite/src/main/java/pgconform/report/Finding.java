package pgconform.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.Evidence;
import pgconform.exchange.KeyQuality;
import pgconform.exchange.Verdict;
import pgconform.run.Causes;
import pgconform.run.CiGate;
import pgconform.run.Matrix;
import pgconform.run.Result;
import pgconform.run.Times;
import pgconform.scenario.Bug;
import pgconform.scenario.Capability;
import pgconform.scenario.Level;
import pgconform.scenario.Scenario;

/**
 * The result of one requirement for one target, as {@code report.json} contains it.
 *
 * @param expected the verdicts that are expected, in words
 * @param known the reason of the expectation that makes a deviation green
 * @param unexpected how the result differs from an expectation, and what to do
 * @param explaining the ids of the requirements that judge what blocked cases could not set up
 * @param obstacle what prevented blocked cases, or all cases, from being judged; null if nothing
 *     did
 * @param missing the capabilities that the requirement needs and the target lacks
 * @param method how keys were judged, in sentences
 * @param matrix the tables of the verdicts on its cases
 * @param times how long a connection stayed open, for each value of a variable
 * @param races the results of the rounds of races
 * @param defects the published defects of this release of PostgreSQL that the failure shows
 * @param reproduce a command that runs only this case again; empty without a failure
 * @param trace the exchange on all connections; empty without a failure
 * @param failure the failure; null if there is none
 */
@JsonInclude(Include.NON_EMPTY)
public record Finding(
    String id,
    String title,
    String area,
    Level level,
    @JsonInclude List<String> source,
    @JsonInclude List<String> bug,
    @JsonInclude String consequence,
    String target,
    Verdict verdict,
    String expected,
    CiGate gate,
    String known,
    String unexpected,
    @JsonInclude String message,
    String signature,
    List<String> explaining,
    Obstacle obstacle,
    List<String> missing,
    List<String> method,
    int cases,
    boolean exhaustive,
    int undecided,
    double durationMs,
    List<Table> matrix,
    List<Time> times,
    List<RaceFinding> races,
    List<String> defects,
    String reproduce,
    List<TraceLine> trace,
    Failure failure) {
  /** Makes texts safe and missing values empty. */
  public Finding {
    id = SafeText.of(id);
    title = SafeText.of(title);
    area = SafeText.of(area);
    source = SafeText.of(source);
    bug = SafeText.of(bug);
    consequence = SafeText.of(consequence);
    target = SafeText.of(target);
    expected = SafeText.of(expected);
    known = SafeText.of(known);
    unexpected = SafeText.of(unexpected);
    message = SafeText.of(message);
    signature = SafeText.of(signature);
    explaining = SafeText.of(explaining);
    missing = SafeText.of(missing);
    method = SafeText.of(method);
    matrix = matrix == null ? List.of() : matrix;
    times = times == null ? List.of() : times;
    races = races == null ? List.of() : races;
    defects = SafeText.of(defects);
    reproduce = SafeText.of(reproduce);
    trace = trace == null ? List.of() : trace;
  }

  /** Returns the result as reports show it. */
  public static Finding of(Result result, long seed) {
    Scenario scenario = result.scenario();
    return new Finding(
        scenario.id(),
        scenario.title(),
        scenario.area(),
        scenario.level(),
        scenario.sources(),
        scenario.bugs().stream().map(Bug::toString).toList(),
        scenario.consequence(),
        result.target(),
        result.verdict(),
        result.gate().expected(),
        result.gate().gate(),
        result.gate().known().orElse(""),
        result.gate().unexpected().orElse(""),
        result.message(),
        result.signature(),
        List.copyOf(result.explaining()),
        result.obstacle().map(Obstacle::of).orElse(null),
        result.missing().stream().map(Capability::toString).toList(),
        KeyQuality.method(scenario),
        result.cases().count(),
        result.cases().all(),
        result.cases().undecided(),
        Report.millis(result.cases().nanos()),
        result.matrix().stream().map(Table::of).toList(),
        result.times().map(Time::of).orElse(List.of()),
        result.races().stream().map(RaceFinding::of).toList(),
        result.failure().map(Result.Failure::defects).orElse(List.of()),
        result.failure().map(failure -> Shell.command(failure.reproduce())).orElse(""),
        result.failure().map(failure -> TraceLine.of(failure)).orElse(List.of()),
        result.failure().map(failure -> Failure.of(result, failure, seed)).orElse(null));
  }

  /** Returns whether another result of the same target explains why this one is blocked. */
  boolean explainedBy(Finding other) {
    return other.target.equals(target)
        && explaining.contains(other.id)
        && (other.verdict == Verdict.FAIL
            || other.verdict == Verdict.LENIENT
            || other.verdict == Verdict.ERROR);
  }

  /**
   * Returns the result of a blocked requirement that no other result explains, which is an error.
   */
  Finding unexplained() {
    return new Finding(
        id,
        title,
        area,
        level,
        source,
        bug,
        consequence,
        target,
        Verdict.ERROR,
        expected,
        CiGate.RED,
        "",
        "",
        message + Result.UNEXPLAINED,
        signature,
        explaining,
        obstacle,
        missing,
        method,
        cases,
        exhaustive,
        undecided,
        durationMs,
        matrix,
        times,
        races,
        defects,
        reproduce,
        trace,
        failure);
  }

  /** Returns what its failure or its obstacle may have in common with others; empty if unknown. */
  Optional<Causes.Facts> facts() {
    if (failure != null) {
      return Optional.of(
          failure.facts().isEmpty()
              ? Causes.Facts.of(signature)
              : new Causes.Facts(failure.facts(), failure.broadFacts()));
    }
    return Optional.ofNullable(obstacle)
        .map(by -> new Causes.Facts(by.facts(), by.broadFacts()))
        .filter(facts -> !facts.all().isEmpty());
  }

  /** Returns whether it is not as expected. */
  public boolean red() {
    return gate == CiGate.RED;
  }

  /**
   * Returns the most important sentence: how it differs from an expectation, or else its message.
   */
  public String headline() {
    return unexpected.isEmpty() ? message : unexpected;
  }

  /**
   * What prevented a requirement from being judged.
   *
   * @param facts the facts that failures may share with it
   * @param broadFacts the facts that it may share with failures that look different
   * @param gone whether the target was gone
   */
  @JsonInclude(Include.NON_EMPTY)
  public record Obstacle(List<String> facts, List<String> broadFacts, boolean gone) {
    /** Makes texts safe and missing values empty. */
    public Obstacle {
      facts = SafeText.of(facts);
      broadFacts = SafeText.of(broadFacts);
    }

    private static Obstacle of(Result.Obstacle obstacle) {
      return new Obstacle(obstacle.facts().precise(), obstacle.facts().broad(), obstacle.gone());
    }
  }

  /**
   * A table of the cases of a result by two of their variables.
   *
   * @param rowValues the values of the first variable in the order in which they are shown,
   *     including those without a case; empty in reports that do not list them
   * @param columnValues the values of the second variable
   */
  public record Table(
      String rows,
      String columns,
      @JsonInclude(Include.NON_EMPTY) List<String> rowValues,
      @JsonInclude(Include.NON_EMPTY) List<String> columnValues,
      List<Cell> cells) {
    /** Makes texts safe and missing values empty. */
    public Table {
      rows = SafeText.of(rows);
      columns = SafeText.of(columns);
      rowValues = SafeText.of(rowValues);
      columnValues = SafeText.of(columnValues);
      cells = cells == null ? List.of() : cells;
    }

    private static Table of(Matrix matrix) {
      List<Cell> cells = new ArrayList<>();
      matrix
          .verdicts()
          .forEach((cell, verdicts) -> cells.add(new Cell(cell.row(), cell.column(), verdicts)));
      return new Table(
          matrix.table().rows(), matrix.table().columns(), matrix.rows(), matrix.columns(), cells);
    }
  }

  /**
   * The time for which the server kept a connection open, in the cases with one value of a
   * variable.
   *
   * @param connection the name of the connection
   */
  public record Time(
      String connection,
      String variable,
      String value,
      int cases,
      double medianMs,
      double longestMs) {
    /** Makes texts safe. */
    public Time {
      connection = SafeText.of(connection);
      variable = SafeText.of(variable);
      value = SafeText.of(value);
    }

    private static List<Time> of(Times times) {
      return times.rows().stream()
          .map(
              row ->
                  new Time(
                      times.of().connection(),
                      times.of().variable(),
                      row.value(),
                      row.cases(),
                      Report.millis(row.median()),
                      Report.millis(row.longest())))
          .toList();
    }
  }

  /** The number of cases with each verdict, for two values. */
  public record Cell(String row, String column, Map<Verdict, Integer> verdicts) {
    /** Makes texts safe and missing values empty. */
    public Cell {
      row = SafeText.of(row);
      column = SafeText.of(column);
      verdicts = verdicts == null ? Map.of() : verdicts;
    }
  }

  /**
   * The smallest case that shows a deviation.
   *
   * @param values the values of the variables, in the form that {@code --case} accepts
   * @param failed the number of {@code runs} repetitions in which it failed
   * @param otherwise the number of them in which it failed in another way
   * @param unjudged the number of them that could not be judged
   * @param file the scenario file in {@code traces/} that reproduces it
   * @param facts the facts that failures of other requirements may share with it
   * @param broadFacts the facts that it may share with failures that look different
   * @param aptness how much of the requirement is about what failed, from 0 to 2002; null in older
   *     reports
   * @param users the consequence for users
   * @param atMs when it became visible, in milliseconds from the start of the exchange; null in
   *     older reports
   * @param waitedMs the length of the wait until then; null without a wait
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
      @JsonInclude(Include.NON_DEFAULT) int otherwise,
      @JsonInclude(Include.NON_DEFAULT) int unjudged,
      long seed,
      String file,
      @JsonInclude(Include.NON_EMPTY) List<String> facts,
      @JsonInclude(Include.NON_EMPTY) List<String> broadFacts,
      @JsonInclude(Include.NON_NULL) Integer aptness,
      @JsonInclude(Include.NON_EMPTY) String users,
      @JsonInclude(Include.NON_NULL) Double atMs,
      @JsonInclude(Include.NON_NULL) Double waitedMs) {
    /** Makes texts safe and missing values empty. */
    public Failure {
      connection = SafeText.of(connection);
      wanted = SafeText.of(wanted);
      came = SafeText.of(came);
      step = SafeText.of(step);
      values = SafeText.of(values);
      foundAs = SafeText.of(foundAs);
      file = SafeText.of(file);
      facts = SafeText.of(facts);
      broadFacts = SafeText.of(broadFacts);
      users = SafeText.of(users);
    }

    /** Returns in words how often it failed. */
    String rate() {
      return "%d of %d runs".formatted(failed, runs)
          + (otherwise == 0 ? "" : "; %d failed in another way".formatted(otherwise))
          + (unjudged == 0 ? "" : "; %d could not be judged".formatted(unjudged));
    }

    private static Failure of(Result result, Result.Failure failure, long seed) {
      Evidence evidence = failure.evidence();
      return new Failure(
          evidence.connection(),
          evidence.expected().toString(),
          evidence.came().toString(),
          evidence.place().toString(),
          failure.values(),
          failure.firstValues(),
          failure.repeated().failed(),
          failure.repeated().runs(),
          failure.repeated().otherwise(),
          failure.repeated().unjudged(),
          seed,
          "traces/" + Reports.traceName(result) + ".yaml",
          failure.facts().precise(),
          failure.facts().broad(),
          failure.aptness(),
          failure.users(result.scenario()),
          TraceLine.millis(evidence.moment() - failure.transcript().start()),
          evidence.waited() == 0 ? null : TraceLine.millis(evidence.waited()));
    }
  }
}
