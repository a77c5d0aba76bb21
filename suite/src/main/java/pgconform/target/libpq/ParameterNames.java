package pgconform.target.libpq;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The names of libpq's connection parameters, up to PostgreSQL 18. */
final class ParameterNames {
  /** The environment variables for the parameters. */
  static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("host", "PGHOST"),
          Map.entry("hostaddr", "PGHOSTADDR"),
          Map.entry("port", "PGPORT"),
          Map.entry("user", "PGUSER"),
          Map.entry("password", "PGPASSWORD"),
          Map.entry("passfile", "PGPASSFILE"),
          Map.entry("dbname", "PGDATABASE"),
          Map.entry("sslmode", "PGSSLMODE"),
          Map.entry("sslnegotiation", "PGSSLNEGOTIATION"),
          Map.entry("sslrootcert", "PGSSLROOTCERT"),
          Map.entry("sslcert", "PGSSLCERT"),
          Map.entry("sslkey", "PGSSLKEY"),
          Map.entry("channel_binding", "PGCHANNELBINDING"),
          Map.entry("connect_timeout", "PGCONNECT_TIMEOUT"),
          Map.entry("application_name", "PGAPPNAME"),
          Map.entry("options", "PGOPTIONS"),
          Map.entry("gssencmode", "PGGSSENCMODE"),
          Map.entry("client_encoding", "PGCLIENTENCODING"));

  /**
   * The parameters that libpq knows but that have no effect here; they are accepted with a warning.
   */
  static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "authtype",
          "gssdelegation",
          "gsslib",
          "keepalives",
          "keepalives_count",
          "keepalives_idle",
          "keepalives_interval",
          "krbsrvname",
          "load_balance_hosts",
          "max_protocol_version",
          "min_protocol_version",
          "oauth_client_id",
          "oauth_client_secret",
          "oauth_issuer",
          "oauth_scope",
          "require_auth",
          "requirepeer",
          "scram_client_key",
          "scram_server_key",
          "ssl_max_protocol_version",
          "ssl_min_protocol_version",
          "sslcertmode",
          "sslcompression",
          "sslcrl",
          "sslcrldir",
          "sslkeylogfile",
          "sslpassword",
          "sslsni",
          "target_session_attrs",
          "tcp_user_timeout",
          "tty");

  /** The parameters that a URL or a service may set. */
  static final Set<String> KNOWN = known();

  private ParameterNames() {}

  private static Set<String> known() {
    Set<String> known = new TreeSet<>(WITHOUT_EFFECT);
    known.addAll(VARIABLES.keySet());
    known.addAll(Set.of("fallback_application_name", "replication", "service"));
    return Set.copyOf(known);
  }
}
