package pgconform.scenario;

import java.util.Locale;

/** What a target claims to be; decides where the protocol is ambiguous. */
public enum Profile {
  /** Behaves as PostgreSQL of its version does. */
  POSTGRESQL,
  /** Keeps to what the documentation of the protocol allows. */
  PROTOCOL,
  /** Stands between clients and servers. */
  POOLER;

  /** The word used in scenario files, options and reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
