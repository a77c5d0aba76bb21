package pgconform.exchange;

import java.util.Locale;

/** The verdict on a requirement. */
public enum Verdict {
  /** As required. */
  PASS,
  /** Unspecified by the protocol; the behavior is recorded. */
  INFO,
  /** Allowed, but not as PostgreSQL does or as a SHOULD asks. */
  LENIENT,
  /** The target lacks a capability that this needs. */
  UNSUPPORTED,
  /** A precondition could not be set up; other requirements judge it. */
  BLOCKED,
  /** A legal race kept it from being observed often enough. */
  UNDECIDED,
  /** The requirement is broken. */
  FAIL,
  /** The suite itself could not tell. */
  ERROR;

  /** The word used in reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
