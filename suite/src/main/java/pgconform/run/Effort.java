package pgconform.run;

import java.util.Locale;

/** How many cases of each scenario a run draws. */
public enum Effort {
  /** Only the simplest case: does it work at all. */
  SMOKE(1),
  /** For every commit. */
  DEFAULT(4),
  /** For every night: a hundred times as many as for a commit. */
  DEEP(400);

  private final int tries;

  Effort(int tries) {
    this.tries = tries;
  }

  /** The word used in options and reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The number of cases, at most. */
  public int tries() {
    return tries;
  }
}
