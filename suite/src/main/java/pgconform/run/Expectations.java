package pgconform.run;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import pgconform.exchange.Verdict;
import pgconform.scenario.Expectation;
import pgconform.scenario.ExpectationFile;
import pgconform.scenario.OutcomeRule;
import pgconform.scenario.Spelling;
import pgconform.target.TargetSpec;

/**
 * The known deviations of targets, with which results are compared. The first entry that matches a
 * result decides.
 *
 * @param version the version of the catalogue that they were written for; later requirements are
 *     new
 * @param catalogue the ids of all requirements, including those that a run omits, with the versions
 *     of the catalogue in which they first appeared
 * @param versions the versions for single targets that have their own expectations, by name
 */
public record Expectations(
    List<Expectation> entries,
    int version,
    Map<String, Integer> catalogue,
    LocalDate today,
    boolean strict,
    Map<String, Integer> versions) {
  /** The version without an expectations file, for which no requirement is new. */
  public static final int ANY_VERSION = Integer.MAX_VALUE;

  /** Uses the same version for all targets. */
  public Expectations(
      List<Expectation> entries,
      int version,
      Map<String, Integer> catalogue,
      LocalDate today,
      boolean strict) {
    this(entries, version, catalogue, today, strict, Map.of());
  }

  /**
   * Returns the expectations in the files of single targets, each about its own target.
   *
   * @param files the files, by the names of the targets
   */
  public static Expectations ofTargets(
      Map<String, ExpectationFile> files,
      Map<String, Integer> catalogue,
      LocalDate today,
      boolean strict) {
    List<Expectation> entries = new ArrayList<>();
    Map<String, Integer> versions = new HashMap<>();
    files.forEach(
        (target, file) -> {
          file.entries().forEach(entry -> entries.add(entry.about(target)));
          versions.put(target, file.catalogue());
        });
    return new Expectations(
        List.copyOf(entries), ANY_VERSION, catalogue, today, strict, Map.copyOf(versions));
  }

  /** Uses the expectations in a file. */
  public Expectations(
      ExpectationFile file, Map<String, Integer> catalogue, LocalDate today, boolean strict) {
    this(file.entries(), file.catalogue(), catalogue, today, strict);
  }

  /** Returns expectations without known deviations. */
  public static Expectations none(boolean strict) {
    return new Expectations(
        List.of(), ANY_VERSION, Map.of(), LocalDate.now(java.time.ZoneOffset.UTC), strict);
  }

  /** Returns the ids of the requirements that are newer than the expectations. */
  public Set<String> newer() {
    return catalogue.entrySet().stream()
        .filter(each -> each.getValue() > version)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the entry that decides about a result, if there is one. */
  public Optional<Expectation> entry(Result result, TargetInfo target) {
    return entries.stream().filter(e -> !e.expired(today) && fits(e, result, target)).findFirst();
  }

  /** Returns whether an entry applies to a result, regardless of other entries. */
  public static boolean fits(Expectation entry, Result result, TargetInfo target) {
    return entry.concerns(result.scenario().id())
        && entry.holdsFor(target.name(), target.version());
  }

  /** Returns a result with the verdict of the gate. */
  public Result judge(Result result, TargetInfo target) {
    GateVerdict usual = GateVerdict.usual(result.verdict(), strict);
    // A result that the suite could not decide is not a deviation of the target.
    return result.with(
        result.verdict() == Verdict.ERROR
            ? usual
            : entry(result, target)
                .map(entry -> judge(result, entry))
                .orElseGet(() -> undecided(result, usual)));
  }

  /** Returns the gate verdict on a deviation that the expectations could not contain. */
  private GateVerdict undecided(Result result, GateVerdict usual) {
    int since = result.scenario().since();
    return usual.green() || since <= versions.getOrDefault(result.target(), version)
        ? usual
        : GateVerdict.fresh(since);
  }

  private static GateVerdict judge(Result result, Expectation entry) {
    Verdict verdict = result.verdict();
    if (entry.verdicts().stream().noneMatch(v -> verdict(v) == verdict)) {
      // A legitimate race or an obstacle may hide a deviation, or its absence.
      return verdict == Verdict.UNDECIDED || verdict == Verdict.BLOCKED
          ? green(entry, Optional.of(entry.reason()))
          : red(entry, contradiction(verdict, entry));
    }
    if (verdict == Verdict.PASS) {
      return green(entry, Optional.empty());
    } else if (verdict == Verdict.UNSUPPORTED) {
      // A result that was not judged has no signature.
      return green(entry, Optional.of(entry.reason()));
    }
    return isSigned(entry, result)
        ? green(entry, Optional.of(entry.reason()))
        : red(
            entry,
            ("it fails differently from what %s says: now '%s', expected '%s'. Find out what"
                        + " changed; if this")
                    .formatted(entry.where(), result.signature(), entry.signature().orElse(""))
                + " is a known deviation, too, update the signature of the entry"
                + " (--write-expectations does)");
  }

  private static GateVerdict green(Expectation entry, Optional<String> known) {
    return new GateVerdict(entry.expected(), CiGate.GREEN, known, Optional.empty(), false);
  }

  private static GateVerdict red(Expectation entry, String sentence) {
    return new GateVerdict(
        entry.expected(), CiGate.RED, Optional.empty(), Optional.of(sentence), false);
  }

  private static String contradiction(Verdict verdict, Expectation entry) {
    return switch (verdict) {
      case PASS, INFO ->
          "this passes now, but %s expects %s. If it was fixed, delete that entry"
                  .formatted(entry.where(), entry.expected())
              + " (--write-expectations does)";
      case UNSUPPORTED ->
          "the target lacks a capability that this requirement needs, but %s expects %s. Find out"
                  .formatted(entry.where(), entry.expected())
              + " why; if that is intended, delete the entry";
      default ->
          "this is %s, but %s expects %s. Find out what changed; if that is known, change the entry"
                  .formatted(verdict, entry.where(), entry.expected())
              + " (--write-expectations does)";
    };
  }

  /** Returns whether a result fails in the way that an entry describes. */
  private static boolean isSigned(Expectation entry, Result result) {
    Optional<String> written = entry.signature();
    return written.isEmpty()
        || written.get().equals(result.signature())
        || result
            .failure()
            .map(failure -> FormerSignature.means(written.get(), failure.evidence()))
            .orElse(false);
  }

  static Verdict verdict(OutcomeRule.Judgement judgement) {
    return Verdict.valueOf(judgement.name());
  }

  /** Returns what is wrong with the expectations themselves, one sentence each. */
  List<String> unmet(RunResult run) {
    return entries.stream().flatMap(entry -> unmet(entry, run).stream()).toList();
  }

  /** Returns what is wrong with an entry itself. */
  private Optional<String> unmet(Expectation entry, RunResult run) {
    String ids = String.join(", ", entry.ids());
    Optional<String> mistake =
        mistake(entry, catalogue.keySet(), run.targets().stream().map(TargetInfo::name).toList());
    if (mistake.isPresent()) {
      return mistake.map(says -> entry.where() + ": " + says);
    }
    if (entry.expired(today)) {
      return Optional.of(
          ("%s: the expectation for %s expired on %s. Fix the deviation or give the entry a"
                  + " later date")
              .formatted(entry.where(), ids, entry.expires().orElseThrow()));
    }
    List<Result> about =
        run.results().stream().filter(r -> fits(entry, r, run.target(r.target()))).toList();
    // An entry about an omitted requirement, or about another target, is meant for another run.
    boolean hidden =
        !about.isEmpty()
            && about.stream()
                .noneMatch(r -> entry(r, run.target(r.target())).filter(entry::equals).isPresent());
    return hidden
        ? Optional.of(
            "%s: entries above it decide everything that '%s' matches. Delete it or move it up"
                .formatted(entry.where(), ids))
        : Optional.empty();
  }

  /**
   * Returns in one sentence why an entry cannot apply to anything: no requirement matches it, or no
   * target can have such a name. An entry about a target of another run is not a mistake.
   *
   * @param known the ids of all requirements
   * @param targets the names of the targets of this run
   */
  public static Optional<String> mistake(
      Expectation entry, Collection<String> known, Collection<String> targets) {
    if (known.stream().noneMatch(entry::concerns)) {
      String ids = String.join(", ", entry.ids());
      return Optional.of(
          "no requirement matches '%s'%s. Correct the id or delete the entry"
              .formatted(ids, meant(ids, known)));
    }
    return entry.targets().stream()
        .filter(glob -> !TargetSpec.couldName(glob))
        .filter(glob -> targets.stream().noneMatch(name -> Expectation.matches(glob, name)))
        .findFirst()
        .map(
            glob ->
                "no target can be named '%s'%s. Correct the target or delete the entry"
                    .formatted(
                        glob,
                        TargetSpec.nameMeant(glob)
                            .map(" (did you mean '%s'?)"::formatted)
                            .orElse(
                                ": names look like 'embedded:13.4' or"
                                    + " 'postgresql://h:5432/x'")));
  }

  private static String meant(String ids, Collection<String> known) {
    return Spelling.nearest(ids, new TreeSet<>(known))
        .map(" (did you mean '%s'?)"::formatted)
        .orElse("");
  }
}
