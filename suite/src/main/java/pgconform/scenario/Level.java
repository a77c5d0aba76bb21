package pgconform.scenario;

import java.util.Locale;

/** How binding a requirement is. */
public enum Level {
  /** Documented, or vital to security: no deviation. */
  MUST,
  /** What PostgreSQL does and clients rely on; others are told when they deviate. */
  SHOULD,
  /** Allowed, not asked for. */
  MAY,
  /** Not specified by anybody: what the server does is recorded. */
  OBSERVE;

  /** The word used in scenario files and reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
