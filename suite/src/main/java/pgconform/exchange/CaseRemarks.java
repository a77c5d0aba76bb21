package pgconform.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sentences for the report and the worst verdict so far, of a case that continues. */
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

  /** An outcome with a name was reached. */
  void reached(String outcome) {
    if (!outcome.isEmpty()) {
      reached.add(outcome);
    }
  }

  /** The named outcomes since they were taken. */
  List<String> reached() {
    return List.copyOf(reached);
  }

  /** The named outcomes since this was asked for last. */
  List<String> takeReached() {
    List<String> since = List.copyOf(reached);
    reached.clear();
    return since;
  }

  /** Adds what the rounds of a race came to. */
  void add(RaceCounts counts) {
    races.add(counts);
  }

  /** What the rounds of races came to. */
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

  /** The worst verdict so far; pass if there is none. */
  Verdict verdict() {
    return verdict;
  }

  /** The evidence for that verdict, if it has any. */
  Optional<Evidence> evidence() {
    return evidence;
  }
}
