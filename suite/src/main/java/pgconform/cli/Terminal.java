package pgconform.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import pgconform.exchange.Verdict;
import pgconform.report.CauseText;
import pgconform.report.MatrixText;
import pgconform.report.NotJudgedReasons;
import pgconform.report.Plural;
import pgconform.report.RaceFinding;
import pgconform.report.Report;
import pgconform.report.VerdictWords;
import pgconform.run.GateVerdict;
import pgconform.run.Race;
import pgconform.run.Result;
import pgconform.run.RunListener;
import pgconform.run.RunPlan;
import pgconform.run.RunResult;
import pgconform.run.TargetInfo;

/** Shows the progress of a run on the terminal, or as plain lines if there is no terminal. */
final class Terminal implements RunListener, AutoCloseable {
  private static final int EXCHANGE_LINES = 60;
  private static final int REASON = 240;
  private static final int SENTENCE = 600;
  private static final int BAR_WIDTH = 78;

  /** Marks a line that is to be copied, and therefore is not wrapped. */
  private static final String COMMAND = "  again ";

  /** Erases up to the end of the line. */
  private static final String CLEAR = "\u001b[K";

  private final PrintStream out = System.out;
  private final long seed;
  private final Path folder;
  private final TerminalStyle look;
  private final List<Result> tables = new ArrayList<>();
  private final Map<String, Result> results = new LinkedHashMap<>();
  private ProgressBar progressBar;
  private String drawn = "";

  Terminal(long seed, Path folder) {
    this(seed, folder, TerminalStyle.of(System.getenv(), System.getProperties()));
  }

  Terminal(long seed, Path folder, TerminalStyle look) {
    this.seed = seed;
    this.folder = folder;
    this.look = look;
  }

  /** Prints a line, wrapped to the width of this screen. */
  private void print(String line) {
    print(line, look.width());
  }

  private void print(String line, int width) {
    Screen.wrapped(line, width).forEach(out::println);
  }

  @Override
  public void targetOpening(RunPlan.Target planned, String what) {
    out.println(Screen.line(what));
    out.flush();
  }

  @Override
  public void targetStarted(RunPlan.Target planned, TargetInfo target) {
    tables.clear();
    results.clear();
    print(
        Screen.line("%s, judged as %s, seed %d".formatted(title(target), target.profile(), seed)));
    String capabilities =
        target.capabilities().entrySet().stream()
            .filter(e -> !e.getKey().endsWith(" login"))
            .map(e -> e.getKey() + (e.getValue().equals("yes") ? "" : " (" + e.getValue() + ")"))
            .collect(Collectors.joining(", "));
    print(Screen.line("  " + capabilities));
    target
        .unusableLogins()
        .forEach(
            (login, why) ->
                print(Screen.line("  the declared %s cannot be used: %s".formatted(login, why))));
    if (look.bar()) {
      progressBar =
          new ProgressBarBuilder()
              .setInitialMax(planned.requirements().size())
              .setTaskName("judging")
              .setStyle(ProgressBarStyle.ASCII)
              .continuousUpdate()
              .setConsumer(new DelegatingProgressBarConsumer(this::draw, barWidth()))
              .build();
    }
  }

  private int barWidth() {
    return look.width() <= 0 ? BAR_WIDTH : Math.min(BAR_WIDTH, look.width() - 2);
  }

  /** Returns a target with its product and version. */
  static String title(TargetInfo target) {
    return Screen.line(
        "%s: %s %s"
            .formatted(
                target.name(),
                target.product().isEmpty() ? "unknown product" : target.product(),
                target.version())
            .strip());
  }

  /** Draws the bar in the last line; results are printed above it. */
  private synchronized void draw(String text) {
    drawn = text;
    System.err.print("\r" + text + CLEAR);
    System.err.flush();
  }

  private synchronized void clear() {
    if (!drawn.isEmpty()) {
      System.err.print("\r" + CLEAR);
      System.err.flush();
    }
  }

  @Override
  public void requirementFinished(RunPlan.Requirement requirement, Result result) {
    synchronized (this) {
      clear();
      print(result);
      out.flush();
      if (!drawn.isEmpty()) {
        draw(drawn);
      }
    }
    if (progressBar != null) {
      progressBar.step();
    }
  }

  private void print(Result result) {
    String cases =
        result.cases().count() == 0
            ? ""
            : " (%s%s, %.0f ms)"
                .formatted(
                    result.cases().all() && result.cases().count() > 1 ? "all " : "",
                    Plural.of(result.cases().count(), "case"),
                    result.cases().nanos() / 1e6);
    results.put(result.scenario().id(), result);
    String verdict = "%-11s".formatted(result.verdict());
    String id = "%-8s".formatted(result.scenario().id());
    List<String> lines =
        Screen.wrapped(
            Screen.line("%s  %s  %s%s".formatted(verdict, id, result.scenario().title(), cases)),
            look.width());
    out.println(coloured(result.verdict(), verdict) + lines.get(0).substring(verdict.length()));
    lines.stream().skip(1).forEach(out::println);
    if (!result.message().isEmpty() && result.verdict() != Verdict.PASS) {
      print(indented(Screen.line(result.message(), REASON)));
    }
    for (Race race : result.races()) {
      RaceFinding.of(race)
          .lines(result.scenario().level())
          .forEach(each -> print(indented(line(each))));
    }
    if (!result.matrix().isEmpty() || result.times().isPresent()) {
      tables.add(result);
    }
    GateVerdict gate = result.gate();
    gate.known()
        .ifPresent(reason -> print(indented((gate.isNew() ? "" : "known: ") + line(reason))));
    gate.unexpected().ifPresent(sentence -> print(indented(line(sentence))));
  }

  private static String line(String text) {
    return Screen.line(text, SENTENCE);
  }

  private static String indented(String line) {
    return " ".repeat("unsupported  ".length()) + line;
  }

  private String coloured(Verdict verdict, String word) {
    if (!look.colours()) {
      return word;
    }
    String code =
        switch (verdict) {
          case PASS -> "32";
          case FAIL, ERROR -> "1;31";
          case LENIENT, BLOCKED, UNDECIDED -> "33";
          case INFO, UNSUPPORTED -> "36";
        };
    return "\u001b[" + code + "m" + word + "\u001b[0m";
  }

  @Override
  public void targetFinished(RunPlan.Target planned, TargetInfo info) {
    close();
    List<String> reason = Screen.lines(info.unavailable().orElse(""));
    for (int i = 0; i < reason.size(); i++) {
      print(i == 0 ? "error        " + reason.get(0) : indented(reason.get(i)));
    }
    AreaCounts.lines(results.values()).forEach(this::print);
    for (Result result : tables) {
      result
          .times()
          .ifPresent(
              times ->
                  out.printf(
                      "%n%s  how long the connection %s stayed open, by %s: median and longest%n",
                      result.scenario().id(), times.of().connection(), times.of().variable()));
      MatrixText.times(result).forEach(line -> out.println(Screen.line("  " + line)));
      if (result.matrix().isEmpty()) {
        continue;
      }
      out.printf(
          "%n%s  cases by their values (a plain number: all passed; a dot: not tried)%n",
          result.scenario().id());
      MatrixText.lines(result).forEach(line -> out.println(Screen.line("  " + line)));
    }
  }

  /** Shows how many results have which verdict. */
  void counts(RunResult run) {
    out.printf(
        "%n%s; %d of %d judged; %s, %s, %s in %.1f s%n",
        VerdictWords.counts(run::count),
        Stream.of(Verdict.PASS, Verdict.INFO, Verdict.LENIENT, Verdict.FAIL)
            .mapToLong(run::count)
            .sum(),
        run.results().size(),
        Plural.of(run.cases(), "case"),
        Plural.of(run.connections(), "connection"),
        Plural.of(run.cancels(), "cancel"),
        run.nanos() / 1e9);
    if (run.interrupted()) {
      out.println("interrupted: requirements not judged by then are undecided");
    }
    long refused =
        run.results().stream().filter(Terminal::isLenient).filter(r -> !r.gate().green()).count();
    if (refused > 0) {
      out.printf(
          "red: %s, which --strict does not accept%n",
          refused == 1 ? "1 lenient verdict" : refused + " lenient verdicts");
    }
  }

  private static boolean isLenient(Result result) {
    return result.verdict() == Verdict.LENIENT && result.gate().unexpected().isEmpty();
  }

  /** Shows why results are red, one reason after the other, and lists them. */
  void causes(Report report) {
    CauseText.lines(report, folder, EXCHANGE_LINES, look.width()).stream()
        .map(Screen::line)
        .forEach(line -> print(line, line.startsWith(COMMAND) ? 0 : look.width()));
    CauseText.summary(report, look.width()).forEach(out::println);
  }

  /** Shows how many requirements were not judged because the run is gentle. */
  void leftOut(int requirements) {
    if (requirements > 0) {
      out.println(Plural.of(requirements, "requirement") + " left out by --gentle");
    }
  }

  /** Shows how many deviations were known, and what is wrong with the expectations. */
  void gate(RunResult run) {
    long fresh = run.results().stream().filter(r -> r.gate().isNew()).count();
    long known = run.results().stream().filter(r -> r.gate().known().isPresent()).count() - fresh;
    if (known > 0) {
      out.println(Plural.of(known, "deviation") + " known");
    }
    if (fresh > 0) {
      out.printf(
          "%s from requirements that are newer than the expectations: green until accepted%n",
          Plural.of(fresh, "deviation"));
    }
    run.unmet().forEach(sentence -> print("red          " + line(sentence)));
  }

  /** Shows what was judged on each target, and what is needed to judge more. */
  void judged(Report report) {
    if (report.targets().size() > 1) {
      report
          .targets()
          .forEach(
              target -> out.printf("%s: %s judged%n", target.name(), report.judgedOfAll(target)));
    }
    List<String> lines = NotJudgedReasons.lines(report.results());
    if (!lines.isEmpty()) {
      out.println("not judged:");
      lines.forEach(line -> print("  " + line(line)));
    }
  }

  void reports() {
    out.printf("reports: %s%n", folder);
  }

  @Override
  public void close() {
    if (progressBar != null) {
      progressBar.close();
      progressBar = null;
      clear();
      drawn = "";
    }
  }
}
