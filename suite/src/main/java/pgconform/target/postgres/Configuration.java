package pgconform.target.postgres;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The configuration of a server that is started for a run: one that is quick rather than durable.
 *
 * @param directory where the server lives
 * @param tls its certificates
 * @param settings what was asked for on top of the usual settings
 */
record Configuration(InstanceDirectory directory, ServerTls tls, ServerSettings settings) {
  private Map<String, String> usual() {
    Map<String, String> usual = new LinkedHashMap<>();
    usual.put("listen_addresses", "127.0.0.1");
    usual.put("unix_socket_directories", directory.sockets().toString());
    usual.put("unix_socket_permissions", "0777");
    usual.put("hba_file", directory.access().toString());
    usual.put("max_connections", "60");
    usual.put("superuser_reserved_connections", "3");
    usual.put("shared_buffers", "16MB");
    usual.put("fsync", "off");
    usual.put("synchronous_commit", "off");
    usual.put("full_page_writes", "off");
    usual.put("wal_level", "logical");
    usual.put("max_wal_senders", "4");
    usual.put("max_replication_slots", "4");
    usual.put("max_prepared_transactions", "4");
    // Scenarios wait until it has passed, and PostgreSQL's own minute is too long for that. A probe
    // tells a login that was too slow for it from one that was refused.
    usual.put("authentication_timeout", "5s");
    usual.put("autovacuum", "off");
    usual.put("ssl", "on");
    usual.put("ssl_cert_file", tls.certificate().toString());
    usual.put("ssl_key_file", tls.key().toString());
    usual.put("log_destination", "stderr");
    usual.put("logging_collector", "off");
    usual.put("log_line_prefix", "%m [%p] ");
    usual.put("log_timezone", "UTC");
    usual.put("timezone", "UTC");
    usual.put("lc_messages", "C");
    return usual;
  }

  /** Returns the text of postgresql.conf, which includes the one that initdb made. */
  String text(Path defaults, int port) {
    StringBuilder text = new StringBuilder();
    text.append("include ").append(quoted(defaults.toString())).append('\n');
    usual().forEach((name, value) -> append(text, name, value));
    append(text, "port", Integer.toString(port));
    settings.byName().forEach((name, value) -> append(text, name, value));
    return text.toString();
  }

  private static void append(StringBuilder text, String name, String value) {
    text.append(name).append(" = ").append(quoted(value)).append('\n');
  }

  private static String quoted(String value) {
    return "'"
        + value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n").replace("\r", "\\r")
        + "'";
  }
}
