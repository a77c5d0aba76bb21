package pgconform.scenario;

import java.util.Locale;

/** What a target claims to be, which decides how it is judged where the protocol is ambiguous. */
public enum Profile {
  /** The target behaves as PostgreSQL of its version does. */
  POSTGRESQL,
  /** The target does what the documentation of the protocol allows. */
  PROTOCOL,
  /** The target stands between clients and servers. */
  POOLER;

  /** Returns the word used in scenario files, options and reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
