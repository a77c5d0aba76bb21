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

/** What the cases of a scenario have come to so far. */
final class CaseSummary {
  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
  private final Set<String> says = new LinkedHashSet<>();
  private final List<Matrix.Ran> ran = new ArrayList<>();
  private Verdict worst = Verdict.PASS;

  /** Adds a case; returns whether it was judged, and worse than all before it. */
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

  /** The verdict that the cases add up to. */
  Verdict verdict() {
    int supported = size() - count(Verdict.UNSUPPORTED);
    if (size() > 0 && supported == 0) {
      return Verdict.UNSUPPORTED;
    }
    // What most cases left open was not observed often enough.
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

  /** Why the verdict is what it is, where no case has failed. */
  String message() {
    String remarks = String.join("; ", says);
    if (verdict() != Verdict.UNDECIDED) {
      return remarks;
    }
    return size() == 0
        ? "the time budget was spent before"
        : "%d of %d cases told nothing: %s".formatted(count(Verdict.UNDECIDED), size(), remarks);
  }
}
