package pgconform.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import pgconform.exchange.Verdict;

/** Describes the verdicts and their meanings, in the order in which reports show them. */
public final class VerdictWords {
  private static final Map<Verdict, String> MEANINGS = new LinkedHashMap<>();

  static {
    MEANINGS.put(Verdict.FAIL, "a requirement is broken; the smallest case that shows it is given");
    MEANINGS.put(
        Verdict.ERROR, "the suite could not judge, for example because the target is unreachable");
    MEANINGS.put(Verdict.LENIENT, "allowed, but differs from PostgreSQL or from a SHOULD");
    MEANINGS.put(
        Verdict.UNDECIDED, "a permitted race, or the time limit, prevented enough observations");
    MEANINGS.put(
        Verdict.BLOCKED,
        "a precondition could not be set up; the message names the requirements that judge it");
    MEANINGS.put(
        Verdict.UNSUPPORTED,
        "the target lacks a capability that this needs; the message says which one");
    MEANINGS.put(
        Verdict.INFO, "the protocol does not specify this; the behavior of the server is recorded");
    MEANINGS.put(Verdict.PASS, "as required");
  }

  private VerdictWords() {}

  /** Returns the verdicts and their meanings, the worst first. */
  static Map<Verdict, String> all() {
    return Collections.unmodifiableMap(MEANINGS);
  }

  /** Returns a symbol that identifies a verdict without its color. */
  static String sign(Verdict verdict) {
    return switch (verdict) {
      case FAIL -> "✗";
      case ERROR -> "!";
      case LENIENT -> "≈";
      case UNDECIDED -> "?";
      case BLOCKED -> "⊘";
      case UNSUPPORTED -> "–";
      case INFO -> "i";
      case PASS -> "✓";
    };
  }

  /** Returns the number of results with each verdict, the worst first. */
  static String counts(List<Finding> findings) {
    return counts(verdict -> findings.stream().filter(f -> f.verdict() == verdict).count());
  }

  /**
   * Returns the number of results with each verdict that occurs, the worst first: {@code 3 fail, 1
   * pass}.
   *
   * @param of returns the number of results with a verdict
   */
  public static String counts(ToLongFunction<Verdict> of) {
    List<String> counts = new ArrayList<>();
    for (Verdict verdict : MEANINGS.keySet()) {
      long count = of.applyAsLong(verdict);
      if (count > 0) {
        counts.add(count + " " + verdict);
      }
    }
    return counts.isEmpty() ? "nothing could be judged" : String.join(", ", counts);
  }
}
