package pgconform.target;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The configuration of an embedded server: a throw-away one that is quick rather than durable. */
final class ServerSettings {
  /** What the tool has to know about, so that nobody else may set it. */
  private static final Set<String> RESERVED =
      Set.of(
          "port",
          "listen_addresses",
          "unix_socket_directories",
          "data_directory",
          "config_file",
          "hba_file",
          "ident_file",
          "external_pid_file",
          "logging_collector",
          "log_destination");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]{0,62}");

  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, String> extra;

  ServerSettings(InstanceDirectory directory, ServerTls tls, Map<String, String> extra) {
    this.extra = Map.copyOf(extra);
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("unix_socket_directories", directory.sockets().toString());
    settings.put("unix_socket_permissions", "0777");
    settings.put("hba_file", directory.access().toString());
    settings.put("max_connections", "60");
    settings.put("superuser_reserved_connections", "3");
    settings.put("shared_buffers", "16MB");
    settings.put("fsync", "off");
    settings.put("synchronous_commit", "off");
    settings.put("full_page_writes", "off");
    settings.put("wal_level", "logical");
    settings.put("max_wal_senders", "4");
    settings.put("max_replication_slots", "4");
    settings.put("max_prepared_transactions", "4");
    // Scenarios wait until it has passed; PostgreSQL's own minute is too long for that. Whoever is
    // too slow for it now and then begins again, see Entrance.
    settings.put("authentication_timeout", "5s");
    settings.put("autovacuum", "off");
    settings.put("ssl", "on");
    settings.put("ssl_cert_file", tls.certificate().toString());
    settings.put("ssl_key_file", tls.key().toString());
    settings.put("log_destination", "stderr");
    settings.put("logging_collector", "off");
    settings.put("log_line_prefix", "%m [%p] ");
    settings.put("log_timezone", "UTC");
    settings.put("timezone", "UTC");
    settings.put("lc_messages", "C");
  }

  /** Refuses settings that the server is told by the tool. */
  static void check(Map<String, String> extra) {
    for (Map.Entry<String, String> setting : extra.entrySet()) {
      if (!NAME.matcher(setting.getKey()).matches()
          || RESERVED.contains(setting.getKey())
          || setting.getValue().indexOf('\0') >= 0) {
        throw new BadTarget(
            "the server setting " + Text.quoted(setting.getKey()) + " cannot be set here");
      }
    }
  }

  /** What was asked for on top of the usual. */
  Map<String, String> extra() {
    return extra;
  }

  /** Whether the server will speak TLS. */
  boolean tls() {
    return !Set.of("off", "false", "no", "0").contains(extra.getOrDefault("ssl", "on"));
  }

  /** The text of postgresql.conf, on top of the one that initdb made. */
  String text(Path defaults, int port) {
    StringBuilder text = new StringBuilder();
    text.append("include ").append(quoted(defaults.toString())).append('\n');
    settings.forEach((name, value) -> append(text, name, value));
    append(text, "port", Integer.toString(port));
    extra.forEach((name, value) -> append(text, name, value));
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
