package pgconform.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** The verdicts as reports explain them, in the order in which they are shown. */
final class VerdictWords {
  private static final Map<String, String> MEANINGS = new LinkedHashMap<>();

  static {
    MEANINGS.put("fail", "a requirement is broken; the smallest case that shows it is given");
    MEANINGS.put("error", "the suite could not tell: the target is unreachable or gone");
    MEANINGS.put("lenient", "allowed, but not as PostgreSQL does or as a SHOULD asks");
    MEANINGS.put("undecided", "a legal race kept it from being seen often enough");
    MEANINGS.put("unsupported", "the target lacks a capability that this needs; which one is said");
    MEANINGS.put("info", "nobody specifies it; what the server does is recorded");
    MEANINGS.put("pass", "as required");
  }

  private VerdictWords() {}

  /** Verdicts with what they mean, the worst first. */
  static Map<String, String> all() {
    return java.util.Collections.unmodifiableMap(MEANINGS);
  }

  /** How many results have which verdict, in words, the worst first. */
  static String counts(java.util.List<Report.Finding> findings) {
    java.util.List<String> counts = new java.util.ArrayList<>();
    for (String verdict : MEANINGS.keySet()) {
      long count = findings.stream().filter(f -> f.verdict().equals(verdict)).count();
      if (count > 0) {
        counts.add(count + " " + verdict);
      }
    }
    return counts.isEmpty() ? "nothing could be judged" : String.join(", ", counts);
  }
}
