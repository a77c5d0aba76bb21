package pgconform.exchange;

import java.util.Locale;

/** The verdict on a requirement. */
public enum Verdict {
  /** The behavior is as required. */
  PASS,
  /** The behavior is unspecified by the protocol, and is recorded. */
  INFO,
  /** The behavior is allowed, but differs from PostgreSQL's or from what a SHOULD asks for. */
  LENIENT,
  /** The target lacks a capability that this needs. */
  UNSUPPORTED,
  /** A precondition could not be set up; other requirements judge it. */
  BLOCKED,
  /** A legitimate race kept it from being observed often enough. */
  UNDECIDED,
  /** The requirement is broken. */
  FAIL,
  /** The suite itself could not decide. */
  ERROR;

  /** Returns the word used in reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
