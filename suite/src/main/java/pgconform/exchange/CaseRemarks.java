package pgconform.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the sentences for the report and the worst verdict so far of a case that continues. */
final class CaseRemarks {
  private final List<String> says = new ArrayList<>();
  private final List<String> reached = new ArrayList<>();
  private final List<RaceCounts> races = new ArrayList<>();
  private Verdict verdict = Verdict.PASS;
  private Optional<Evidence> evidence = Optional.empty();

  /** Adds a sentence for the report, once. */
  void say(String sentence) {
    if (!sentence.isEmpty() && !says.contains(sentence)) {
      says.add(sentence);
    }
  }

  /**
   * Adds the verdict of an outcome that does not end the case. The worst one counts; of equal
   * verdicts, the first.
   */
  void note(Verdict other, Optional<Evidence> why) {
    if (other.compareTo(verdict) > 0) {
      verdict = other;
      evidence = why;
    }
  }

  /** Notes that a named outcome was reached. */
  void reached(String outcome) {
    if (!outcome.isEmpty()) {
      reached.add(outcome);
    }
  }

  /** Returns the named outcomes since they were last taken. */
  List<String> reached() {
    return List.copyOf(reached);
  }

  /** Returns and clears the named outcomes since the last call. */
  List<String> takeReached() {
    List<String> since = List.copyOf(reached);
    reached.clear();
    return since;
  }

  /** Adds the counts of the rounds of a race. */
  void add(RaceCounts counts) {
    races.add(counts);
  }

  /** Returns the counts of the rounds of races. */
  List<RaceCounts> races() {
    return List.copyOf(races);
  }

  /** Adds the remarks of a branch. */
  void add(CaseRemarks other) {
    reached.addAll(other.reached);
    other.says.forEach(this::say);
    note(other.verdict, other.evidence);
  }

  List<String> says() {
    return List.copyOf(says);
  }

  /** Returns the worst verdict so far; pass if there is none. */
  Verdict verdict() {
    return verdict;
  }

  /** Returns the evidence for that verdict, if there is any. */
  Optional<Evidence> evidence() {
    return evidence;
  }
}
