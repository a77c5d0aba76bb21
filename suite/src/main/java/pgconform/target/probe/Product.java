package pgconform.target.probe;

import java.util.Optional;
import pgconform.scenario.ServerVersion;
import pgconform.session.Session;

/**
 * What a server says it is.
 *
 * @param name the first word of {@code version()}; empty if it has none
 * @param version its parameter {@code server_version}
 * @param release the release, if this is PostgreSQL itself and nothing stands between
 */
record Product(String name, String version, Optional<ServerVersion> release) {
  /** What was found out about the product. */
  private static final String ITSELF = "PostgreSQL itself";

  /** Asks the server. */
  static Product of(SqlProbe questions, FoundCapabilities findings) {
    String full = questions.value("select version()").orElse("");
    String name = full.split("[ ,]", 2)[0];
    String version = questions.session().parameters().getOrDefault("server_version", "");
    String reason = notItself(name, full, questions);
    findings.tell(
        ITSELF,
        reason.isEmpty()
            ? "yes: version() says so, and the key bears the process ID of the backend"
            : "no: " + reason);
    return new Product(
        name, version, reason.isEmpty() ? ServerVersion.of(version) : Optional.empty());
  }

  /**
   * Why this is not PostgreSQL itself; empty if it is: it says so, and the process ID of the key is
   * that of the backend.
   */
  private static String notItself(String name, String full, SqlProbe questions) {
    Session session = questions.session();
    if (!name.equals("PostgreSQL")) {
      return "version() says " + (name.isEmpty() ? "nothing" : name);
    } else if (session.keyData().isEmpty()) {
      return "version() says so, but there is no key to compare pg_backend_pid() with";
    }
    Optional<String> backend = questions.value("select pg_backend_pid()");
    String keys = Integer.toString(session.keyData().get().processId());
    if (backend.isEmpty()) {
      return "it does not know pg_backend_pid()";
    } else if (full.matches("(?s).*(-YB-|Redshift|Greenplum|EnterpriseDB).*")) {
      return "version() tells of something made of it";
    }
    return backend.get().equals(keys)
        ? ""
        : "the key bears another process ID than the backend has";
  }
}
