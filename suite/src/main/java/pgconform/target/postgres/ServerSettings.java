package pgconform.target.postgres;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import pgconform.target.failure.BadTarget;
import pgconform.target.libpq.PercentEncoding;
import pgconform.wire.Text;

/**
 * Settings of postgresql.conf with which a server is started, in addition to the usual ones.
 *
 * @param byName the values by name, in the order of the names
 */
public record ServerSettings(Map<String, String> byName) {
  /** No settings. */
  public static final ServerSettings NONE = new ServerSettings(Map.of());

  /** Settings that pgconform depends on, which users may not change. */
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

  /** Refuses reserved settings with a {@link BadTarget}. */
  public ServerSettings {
    byName = Collections.unmodifiableMap(new TreeMap<>(byName));
    byName.forEach(ServerSettings::check);
  }

  private static void check(String name, String value) {
    if (!NAME.matcher(name).matches() || RESERVED.contains(name) || value.indexOf('\0') >= 0) {
      throw new BadTarget("the server setting " + Text.quoted(name) + " cannot be set here");
    }
  }

  /** Reads settings such as {@code ?ssl=off&work_mem=1MB}; an empty text contains none. */
  public static ServerSettings parse(String text) {
    Map<String, String> settings = new TreeMap<>();
    for (String setting : text.isEmpty() ? new String[0] : text.substring(1).split("&", -1)) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new BadTarget(
            "server settings are written as ?ssl=off after the target, separated by &");
      }
      String name = setting.substring(0, equals);
      String value = PercentEncoding.decode("a server setting", setting.substring(equals + 1));
      if (settings.put(name, value) != null) {
        throw new BadTarget("the server setting " + Text.quoted(name) + " is given twice");
      }
    }
    return new ServerSettings(settings);
  }

  /** Returns these settings together with others, which take precedence. */
  ServerSettings with(Map<String, String> others) {
    Map<String, String> all = new TreeMap<>(byName);
    all.putAll(others);
    return new ServerSettings(all);
  }

  /** Returns whether a server with these settings supports TLS. */
  boolean tls() {
    return !Set.of("off", "false", "no", "0").contains(byName.getOrDefault("ssl", "on"));
  }

  /** Returns the settings as {@link #parse} reads them. */
  @Override
  public String toString() {
    return byName.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + PercentEncoding.encode(setting.getValue()))
        .collect(Collectors.joining("&", byName.isEmpty() ? "" : "?", ""));
  }
}
