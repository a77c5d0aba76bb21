package pgconform.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Verdict;
import pgconform.property.Case;

/** Combines the results of the cases of a scenario. */
final class CaseSummary {
  /** The verdicts on cases that say nothing about the requirement. */
  private static final Set<Verdict> OPEN =
      EnumSet.of(Verdict.UNDECIDED, Verdict.UNSUPPORTED, Verdict.BLOCKED);

  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
  private final Set<String> says = new LinkedHashSet<>();
  private final Set<String> explaining = new TreeSet<>();
  private Optional<CaseResult> obstacle = Optional.empty();
  private final List<Matrix.Ran> ran = new ArrayList<>();
  private Verdict worst = Verdict.PASS;

  /** Adds a case and returns whether its verdict is worse than those of all cases before it. */
  boolean add(Case values, CaseResult result) {
    Verdict verdict = result.verdict();
    counts.merge(verdict, 1, Integer::sum);
    says.addAll(result.says());
    ran.add(new Matrix.Ran(values, verdict));
    result.blocked().ifPresent(what -> explaining.addAll(what.judges()));
    if (obstacle.isEmpty() && result.obstacle().isPresent()) {
      obstacle = Optional.of(result);
    }
    boolean judged = !OPEN.contains(verdict);
    boolean worse = judged && verdict.compareTo(worst) > 0;
    worst = worse ? verdict : worst;
    return worse;
  }

  /** Returns the worst verdict on a case that was judged; pass if there is none. */
  Verdict worst() {
    return worst;
  }

  /** Returns the verdict of the scenario. */
  Verdict verdict() {
    int possible = size() - count(Verdict.UNSUPPORTED) - count(Verdict.BLOCKED);
    if (size() > 0 && possible == 0) {
      return count(Verdict.BLOCKED) > 0 ? Verdict.BLOCKED : Verdict.UNSUPPORTED;
    }
    // If most cases left the behavior open, it was not observed often enough.
    boolean open = worst == Verdict.PASS && count(Verdict.UNDECIDED) * 2 > possible;
    return open || size() == 0 ? Verdict.UNDECIDED : worst;
  }

  int count(Verdict verdict) {
    return counts.getOrDefault(verdict, 0);
  }

  /** Returns the ids of the requirements that judge what blocked cases could not set up. */
  Set<String> explaining() {
    return explaining;
  }

  /** Returns the first blocked case. */
  Optional<CaseResult> obstacle() {
    return obstacle;
  }

  /** Returns the number of cases. */
  int size() {
    return ran.size();
  }

  List<Matrix.Ran> ran() {
    return ran;
  }

  private String judgedBy() {
    return "see " + String.join(", ", explaining);
  }

  /** Returns the reason for the verdict, if no case has failed. */
  String message() {
    String remarks = String.join("; ", says);
    if (verdict() == Verdict.BLOCKED) {
      return "%s (%s)".formatted(remarks, judgedBy());
    } else if (verdict() != Verdict.UNDECIDED) {
      return count(Verdict.BLOCKED) == 0
          ? remarks
          : "%d of %d cases were blocked: %s".formatted(count(Verdict.BLOCKED), size(), remarks);
    }
    return size() == 0
        ? "the time budget ran out before its first case"
        : "%d of %d cases were inconclusive: %s"
            .formatted(count(Verdict.UNDECIDED), size(), remarks);
  }
}
