package pgconform.exchange;

import java.util.Optional;

/** Ends a case because an outcome has decided it. */
final class OutcomeReachedException extends CaseEnded {
  private static final long serialVersionUID = 1L;

  final Verdict verdict;
  final transient Optional<Evidence> evidence;

  OutcomeReachedException(Verdict verdict, Optional<Evidence> evidence) {
    super(null);
    this.verdict = verdict;
    this.evidence = evidence;
  }

  /** Creates an outcome that does not count against the server. */
  OutcomeReachedException(Verdict verdict) {
    this(verdict, Optional.empty());
  }
}
