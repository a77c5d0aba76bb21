package pgconform.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Verdict;
import pgconform.property.Case;

/** Combines the results of the cases of a scenario. */
final class CaseSummary {
  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
  private final Set<String> says = new LinkedHashSet<>();
  private final List<Matrix.Ran> ran = new ArrayList<>();
  private Verdict worst = Verdict.PASS;

  /** Adds a case and returns whether its verdict is worse than those of all cases before it. */
  boolean add(Case values, CaseResult result) {
    Verdict verdict = result.verdict();
    counts.merge(verdict, 1, Integer::sum);
    says.addAll(result.says());
    ran.add(new Matrix.Ran(values, verdict));
    boolean judged = verdict != Verdict.UNDECIDED && verdict != Verdict.UNSUPPORTED;
    boolean worse = judged && verdict.compareTo(worst) > 0;
    worst = worse ? verdict : worst;
    return worse;
  }

  /** The worst verdict on a case that was judged; pass if there is none. */
  Verdict worst() {
    return worst;
  }

  /** The verdict of the scenario. */
  Verdict verdict() {
    int supported = size() - count(Verdict.UNSUPPORTED);
    if (size() > 0 && supported == 0) {
      return Verdict.UNSUPPORTED;
    }
    // A behaviour that most cases left open was not observed often enough.
    boolean open = worst == Verdict.PASS && count(Verdict.UNDECIDED) * 2 > supported;
    return open || size() == 0 ? Verdict.UNDECIDED : worst;
  }

  int count(Verdict verdict) {
    return counts.getOrDefault(verdict, 0);
  }

  /** The number of cases. */
  int size() {
    return ran.size();
  }

  List<Matrix.Ran> ran() {
    return ran;
  }

  /** Why the verdict is what it is, if no case has failed. */
  String message() {
    String remarks = String.join("; ", says);
    if (verdict() != Verdict.UNDECIDED) {
      return remarks;
    }
    return size() == 0
        ? "the time budget ran out before its first case"
        : "%d of %d cases were inconclusive: %s"
            .formatted(count(Verdict.UNDECIDED), size(), remarks);
  }
}
