package pgconform.target.probe;

import java.util.Optional;
import pgconform.scenario.ServerVersion;
import pgconform.wire.Text;

/**
 * The product that a server claims to be.
 *
 * @param name the first word of {@code version()}; empty if it has none
 * @param version its parameter {@code server_version}
 * @param release the release, if this is PostgreSQL itself without a proxy in between
 * @param behind whether this is PostgreSQL behind a proxy
 */
record Product(String name, String version, Optional<ServerVersion> release, boolean behind) {
  private static final String NAME = "PostgreSQL";

  /** The name of the finding. */
  private static final String ITSELF = "PostgreSQL itself";

  /**
   * Asks the server for its product.
   *
   * @param version its parameter {@code server_version}
   * @param front what shows that there is a proxy in between; empty if nothing does
   */
  static Product of(
      SqlProbe questions, String version, Optional<String> front, FoundCapabilities found) {
    String full = questions.function("version()").orElse("");
    String name = full.split("[ ,]", 2)[0];
    Optional<String> shown = front.filter(f -> name.equals(NAME));
    Optional<String> reason = shown.or(() -> notItself(name, full, questions));
    found.tell(
        ITSELF,
        reason
            .map(why -> "no: " + why)
            .orElse("yes: version() says so, and the key bears the process ID of the backend"));
    Optional<ServerVersion> release =
        reason.isEmpty() ? ServerVersion.of(version) : Optional.empty();
    if (release.filter(r -> r.major() > ServerVersion.NEWEST.major()).isPresent()) {
      found.tell("newer release", newer(Text.printable(version, 20)));
    }
    return new Product(name, version, release, shown.isPresent());
  }

  private static String newer(String version) {
    return "%s is newer than %s, the newest release that is known; it is judged by the rules for that"
        .formatted(version, ServerVersion.NEWEST);
  }

  /**
   * Returns why this is not PostgreSQL itself; empty if it claims to be, and the process ID of the
   * key is that of the backend.
   */
  private static Optional<String> notItself(String name, String full, SqlProbe questions) {
    if (!name.equals(NAME)) {
      return Optional.of("version() says " + (name.isEmpty() ? "nothing" : name));
    }
    Optional<Integer> keys = questions.processId();
    if (keys.isEmpty()) {
      return Optional.of("version() says so, but there is no key to compare pg_backend_pid() with");
    }
    Optional<String> backend = questions.function("pg_backend_pid()");
    if (backend.isEmpty()) {
      return Optional.of("the server does not answer a call of pg_backend_pid()");
    } else if (full.matches("(?s).*(-YB-|Redshift|Greenplum|EnterpriseDB).*")) {
      return Optional.of("version() names a product that is derived from PostgreSQL");
    }
    return backend.get().equals(keys.get().toString())
        ? Optional.empty()
        : Optional.of("the process ID in BackendKeyData is not that of the backend");
  }
}
