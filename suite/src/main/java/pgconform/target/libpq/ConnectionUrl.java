package pgconform.target.libpq;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import pgconform.scenario.Spelling;
import pgconform.target.failure.BadTarget;
import pgconform.wire.PasswordRedaction;
import pgconform.wire.Text;

/**
 * A connection URL as libpq understands it: {@code
 * postgresql://[user[:password]@][host][:port][,...][/database][?name=value&...]}.
 *
 * <p>{@link java.net.URI} cannot read it, because it supports neither several hosts nor empty
 * parts. This class contains only what the URL says; {@link #settings} adds the environment, files
 * and defaults.
 */
public final class ConnectionUrl {
  private static final List<String> PREFIXES = List.of("postgresql://", "postgres://");

  /** The parameters that other parts of a URL state, and those that nobody may see. */
  private static final Set<String> NOT_IN_QUERY =
      Set.of(
          "user",
          "password",
          "host",
          "port",
          "dbname",
          "sslpassword",
          "oauth_client_secret",
          "scram_client_key",
          "scram_server_key");

  private final Map<String, String> parameters;
  private final boolean doubtful;

  private ConnectionUrl(Map<String, String> parameters, boolean doubtful) {
    this.parameters = parameters;
    this.doubtful = doubtful;
  }

  /**
   * Reads a URL and fills in what it leaves out, as libpq does: from a service file, the
   * environment, the password file, and defaults.
   *
   * @param url the URL
   * @param environment the environment variables
   * @param home the user's home directory, where files such as {@code .pgpass} are looked up
   * @throws BadTarget with one sentence that does not contain a password
   */
  public static ConnectionSettings parse(String url, Map<String, String> environment, Path home) {
    return read(url).settings(environment, home);
  }

  /**
   * Reads a URL and adds nothing to it.
   *
   * @throws BadTarget with one sentence that does not contain a password
   */
  public static ConnectionUrl read(String url) {
    Reader reader = new Reader(url);
    reader.read();
    if (PasswordRedaction.MASK.equals(reader.parameters.get("password"))) {
      throw new BadTarget(
          "**** stands for a password that reports do not show: leave it out and set PGPASSWORD, or"
              + " write the password");
    }
    return new ConnectionUrl(Map.copyOf(reader.parameters), reader.doubtful);
  }

  /** Fills in what the URL leaves out; see {@link #parse}. */
  public ConnectionSettings settings(Map<String, String> environment, Path home) {
    return new ParameterResolver(environment, home).resolve(parameters);
  }

  /** Returns what the URL itself says, by libpq's parameter names. */
  Map<String, String> parameters() {
    return parameters;
  }

  /**
   * Returns the URL in a form that may be shown: role, hosts and database, with the password
   * masked. A URL with a raw {@code @} in its query is masked completely, because that may be the
   * end of a password that was cut in the wrong place.
   */
  public String displayName() {
    boolean password = !parameters.getOrDefault("password", "").isEmpty();
    return doubtful
        ? "postgresql://" + PasswordRedaction.MASK
        : base(password ? ":" + PasswordRedaction.MASK : "");
  }

  /**
   * Returns the URL in a form that connects in the same way if the password comes from elsewhere,
   * such as {@code PGPASSWORD}.
   */
  public String withoutPassword() {
    if (doubtful) {
      return displayName();
    }
    String query =
        parameters.entrySet().stream()
            .filter(each -> !NOT_IN_QUERY.contains(each.getKey()))
            .filter(each -> !each.getKey().equals("hostaddr") || parameters.containsKey("host"))
            .map(each -> each.getKey() + "=" + PercentEncoding.encode(each.getValue()))
            .sorted()
            .collect(Collectors.joining("&"));
    return base("") + (query.isEmpty() ? "" : "?" + query);
  }

  private String base(String password) {
    StringBuilder name = new StringBuilder("postgresql://");
    String user = parameters.getOrDefault("user", "");
    name.append(PercentEncoding.encode(user)).append(password);
    if (!user.isEmpty() || !password.isEmpty()) {
      name.append('@');
    }
    name.append(displayHosts());
    String database = parameters.getOrDefault("dbname", "");
    if (!database.isEmpty()) {
      name.append('/').append(PercentEncoding.encode(database));
    }
    return name.toString();
  }

  private String displayHosts() {
    String[] hosts =
        parameters.getOrDefault("host", parameters.getOrDefault("hostaddr", "")).split(",", -1);
    String[] ports = parameters.getOrDefault("port", "").split(",", -1);
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < Math.max(hosts.length, ports.length); i++) {
      String host = i < hosts.length ? hosts[i] : "";
      String port = i < ports.length ? ports[i] : "";
      String encoded = PercentEncoding.encode(host);
      if (host.indexOf(':') >= 0) {
        encoded = "[" + encoded.replace("%3A", ":") + "]";
      }
      shown.add(encoded + (port.isEmpty() ? "" : ":" + PercentEncoding.encode(port)));
    }
    return String.join(",", shown);
  }

  @Override
  public String toString() {
    return displayName();
  }

  /** Reads the text of a URL in one pass, from left to right. */
  private static final class Reader {
    private final String url;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private int position;
    private boolean doubtful;

    Reader(String url) {
      this.url = url;
    }

    void read() {
      if (ParameterValue.isUnfit(url)) {
        throw new BadTarget("the URL holds a character that PostgreSQL cannot take");
      }
      position =
          PREFIXES.stream()
              .filter(url::startsWith)
              .findFirst()
              .orElseThrow(
                  () -> new BadTarget("the URL begins with neither postgresql:// nor postgres://"))
              .length();
      readCredentials();
      doubtful = url.indexOf('@', position) >= 0;
      readHosts();
      if (at('/')) {
        position++;
        int start = position;
        String database = url.substring(start, skipTo("?"));
        refuseAt("the database name", database, 0);
        put("dbname", "the database name", database);
      }
      if (at('?')) {
        position++;
        readQuery();
      }
    }

    /**
     * Reads the credentials. libpq looks for the first @ before any slash; a password that contains
     * either must encode it.
     */
    private void readCredentials() {
      int at = position;
      while (at < url.length() && url.charAt(at) != '@' && url.charAt(at) != '/') {
        at++;
      }
      if (at == url.length() || url.charAt(at) != '@') {
        return;
      }
      String credentials = url.substring(position, at);
      int colon = credentials.indexOf(':');
      put("user", "the user name", colon < 0 ? credentials : credentials.substring(0, colon));
      if (colon >= 0) {
        put("password", "the password", credentials.substring(colon + 1));
      }
      position = at + 1;
    }

    private void readHosts() {
      List<String> hosts = new ArrayList<>();
      List<String> ports = new ArrayList<>();
      while (true) {
        String host = at('[') ? readBracketed() : readName();
        refuseAt("the host", host, 1);
        hosts.add(host);
        String port = "";
        if (at(':')) {
          int start = ++position;
          port = url.substring(start, skipTo("/?,"));
          refuseAt("the port", port, 0);
        }
        ports.add(port);
        if (!at(',')) {
          break;
        }
        position++;
      }
      put("host", "the host", String.join(",", hosts));
      put("port", "the port", String.join(",", ports));
    }

    private String readName() {
      int start = position;
      return url.substring(start, skipTo(":/?,"));
    }

    private String readBracketed() {
      int start = ++position;
      int end = url.indexOf(']', start);
      if (end < 0) {
        throw new BadTarget("the address in brackets in the URL has no closing bracket");
      }
      if (end == start) {
        throw new BadTarget("the address in brackets in the URL is empty");
      }
      position = end + 1;
      if (position < url.length() && ":/?,".indexOf(url.charAt(position)) < 0) {
        throw new BadTarget(
            "the address in brackets in the URL is not followed by a port, a path or a query");
      }
      return url.substring(start, end);
    }

    private void readQuery() {
      while (position < url.length()) {
        int start = position;
        String pair = url.substring(start, skipTo("&"));
        position++;
        int equals = pair.indexOf('=');
        if (equals < 0) {
          throw new BadTarget("the URL parameter " + shown(pair) + " has no = and no value");
        }
        if (pair.indexOf('=', equals + 1) >= 0) {
          throw new BadTarget(
              "the URL parameter "
                  + shown(pair.substring(0, equals))
                  + " has more than one =: write further ones as %3D");
        }
        String name = PercentEncoding.decode("a parameter name", pair.substring(0, equals));
        String value =
            PercentEncoding.decode("the parameter " + shown(name), pair.substring(equals + 1));
        readParameter(name, value);
      }
    }

    private void readParameter(String name, String value) {
      if (name.equals("ssl") && value.equals("true")) {
        // This is JDBC's word, which libpq accepts as well.
        parameters.put("sslmode", "require");
      } else if (name.equals("requiressl")) {
        parameters.put("sslmode", value.startsWith("1") ? "require" : "prefer");
      } else if (ParameterNames.KNOWN.contains(name)) {
        parameters.put(name, value);
      } else {
        throw new BadTarget(
            "the URL parameter "
                + shown(name)
                + " is unknown"
                + Spelling.nearest(name, ParameterNames.KNOWN)
                    .map("; did you mean '%s'?"::formatted)
                    .orElse(""));
      }
    }

    /**
     * Returns a parameter name for a message. If an @ follows the credentials, an apparent name may
     * be a piece of a password with an unencoded delimiter.
     */
    private String shown(String name) {
      return doubtful ? "(not shown)" : Text.quoted(name);
    }

    /**
     * Refuses an @, which is most likely the end of a password that was cut in the wrong place and
     * whose rest would be shown as a name. libpq accepts it in a database name.
     */
    private static void refuseAt(String what, String text, int from) {
      if (text.indexOf('@', from) >= 0) {
        throw new BadTarget(
            what
                + " in the URL contains an unescaped @. Write @ as %40; in a user name or password,"
                + " also write / as %2F");
      }
    }

    /** Stores a part; as in libpq, an empty part counts as missing. */
    private void put(String name, String what, String text) {
      if (!text.isEmpty()) {
        parameters.put(name, PercentEncoding.decode(what, text));
      }
    }

    private boolean at(char c) {
      return position < url.length() && url.charAt(position) == c;
    }

    private int skipTo(String delimiters) {
      while (position < url.length() && delimiters.indexOf(url.charAt(position)) < 0) {
        position++;
      }
      return position;
    }
  }
}
