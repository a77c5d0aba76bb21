package pgconform.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was worth noting on the way to the end of a case. */
final class Remarks {
  private final List<String> says = new ArrayList<>();
  private Verdict verdict = Verdict.PASS;
  private Optional<Evidence> evidence = Optional.empty();

  /** Adds a sentence for the report, once. */
  void say(String sentence) {
    if (!sentence.isEmpty() && !says.contains(sentence)) {
      says.add(sentence);
    }
  }

  /**
   * Adds the verdict of an outcome that does not end the case; the gravest counts, of equals the
   * first.
   */
  void note(Verdict other, Optional<Evidence> why) {
    if (other.compareTo(verdict) > 0) {
      verdict = other;
      evidence = why;
    }
  }

  /** Adds all of somebody else's. */
  void add(Remarks other) {
    other.says.forEach(this::say);
    note(other.verdict, other.evidence);
  }

  List<String> says() {
    return List.copyOf(says);
  }

  /** The gravest verdict noted; pass if there is none. */
  Verdict verdict() {
    return verdict;
  }

  /** What that verdict rests on, where it rests on something. */
  Optional<Evidence> evidence() {
    return evidence;
  }
}
