package pgconform.target.postgres;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The configuration of a server that is started for a run: one that is fast rather than durable.
 *
 * @param directory the directory of the server
 * @param tls its certificates
 * @param settings the requested settings, in addition to the usual ones
 */
record Configuration(InstanceDirectory directory, ServerTls tls, ServerSettings settings) {
  /** Returns the settings that do not depend on the directory of a server. */
  static Map<String, String> common() {
    Map<String, String> common = new LinkedHashMap<>();
    common.put("unix_socket_permissions", "0777");
    common.put("max_connections", "60");
    common.put("superuser_reserved_connections", "3");
    common.put("shared_buffers", "16MB");
    common.put("fsync", "off");
    common.put("synchronous_commit", "off");
    common.put("full_page_writes", "off");
    common.put("wal_level", "logical");
    common.put("max_wal_senders", "4");
    common.put("max_replication_slots", "4");
    common.put("max_prepared_transactions", "4");
    // Scenarios wait until it has passed, and PostgreSQL's default of one minute is too long for
    // that. A probe distinguishes a login that was too slow for it from one that was refused.
    common.put("authentication_timeout", "5s");
    common.put("autovacuum", "off");
    common.put("ssl", "on");
    common.put("log_destination", "stderr");
    common.put("logging_collector", "off");
    common.put("log_line_prefix", "%m [%p] ");
    common.put("log_timezone", "UTC");
    common.put("timezone", "UTC");
    common.put("lc_messages", "C");
    return common;
  }

  private Map<String, String> usual() {
    Map<String, String> usual = common();
    usual.put("listen_addresses", "127.0.0.1");
    usual.put("unix_socket_directories", directory.sockets().toString());
    usual.put("hba_file", directory.access().toString());
    usual.put("ssl_cert_file", tls.certificate().toString());
    usual.put("ssl_key_file", tls.key().toString());
    return usual;
  }

  /** Returns the text of postgresql.conf, which includes the file created by initdb. */
  String text(Path defaults, int port) {
    StringBuilder text = new StringBuilder();
    text.append("include ").append(quoted(defaults.toString())).append('\n');
    text.append(text(usual()));
    append(text, "port", Integer.toString(port));
    return text.append(text(settings.byName())).toString();
  }

  /** Returns settings in the format of postgresql.conf. */
  static String text(Map<String, String> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach((name, value) -> append(text, name, value));
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
