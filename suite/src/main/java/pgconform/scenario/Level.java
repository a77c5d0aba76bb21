package pgconform.scenario;

import java.util.Locale;

/** How binding a requirement is. */
public enum Level {
  /** The behavior is documented or vital to security, so that no deviation is allowed. */
  MUST,
  /**
   * The behavior is that of PostgreSQL, and clients rely on it; deviations of others are reported.
   */
  SHOULD,
  /** The behavior is allowed, but not required. */
  MAY,
  /** The behavior is not specified, and is only recorded. */
  OBSERVE;

  /** Returns the word used in scenario files and reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
