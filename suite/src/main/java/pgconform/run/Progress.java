package pgconform.run;

/** Is told how a run goes on; called from several threads, one at a time. */
public interface Progress {
  /** A target is ready, with so many requirements to judge. */
  void target(TargetInfo target, int requirements);

  /** A requirement has been judged. */
  void result(Result result);

  /** All of a target has been judged, or it could not be tested. */
  void targetDone(TargetInfo target);
}
