package pgconform.environments;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One healthy environment: a role and a database of its own on a server that it shares with others,
 * unless it needs settings of the server. The table in {@link Environments} fills it in.
 *
 * <p>In its texts {@code $role} and {@code $database} stand for the two names, quoted, and {@code
 * $home} for the folder with the keys.
 */
final class Environment {
  private static final int USUAL_FLOOR = 140;

  private final String name;
  private final List<String> sql = new ArrayList<>();
  private final List<String> inside = new ArrayList<>();
  private final List<String> access = new ArrayList<>();
  private final List<String> quick = new ArrayList<>();
  private final List<String> outOfReach = new ArrayList<>();
  private final List<Requirement> requirements = new ArrayList<>();
  private final Map<String, String> server = new TreeMap<>();
  private String role;
  private String database;
  private String encoding = "UTF8";
  private boolean owner = true;
  private boolean standby;
  private String host = "127.0.0.1";
  private String password = "";
  private String parameters = "";
  private int floor = USUAL_FLOOR;

  private Environment(String name) {
    this.name = name;
    this.role = "role_" + slug();
    this.database = "db_" + slug();
  }

  /**
   * What a server must be able to do.
   *
   * @param sql the superuser's command that succeeds there
   * @param reason why the environment is left out elsewhere
   */
  record Requirement(String sql, String reason) {}

  /** An environment with nothing unusual yet. */
  static Environment an(String name) {
    return new Environment(name);
  }

  /** The names of the role and of the database, where these are what is unusual. */
  Environment named(String roleName, String databaseName) {
    role = roleName;
    database = databaseName;
    return this;
  }

  /** The role does not own its database: it has the rights that everybody has. */
  Environment ordinary() {
    owner = false;
    return this;
  }

  /** The encoding of the database. */
  Environment encoding(String word) {
    encoding = word;
    return this;
  }

  /** A setting of the role. */
  Environment set(String setting, String value) {
    return sql("alter role $role set " + setting + " = " + value);
  }

  /** Commands of the superuser, in another database. */
  Environment sql(String... commands) {
    sql.addAll(List.of(commands));
    return this;
  }

  /** Commands of the superuser, in the database of the role. */
  Environment inside(String... commands) {
    inside.addAll(List.of(commands));
    return this;
  }

  /** Lines of pg_hba.conf; what matches none of them is rejected for this role. */
  Environment access(String... lines) {
    access.addAll(List.of(lines));
    return this;
  }

  /** A setting of postgresql.conf, so that a server of its own is started. */
  Environment server(String setting, String value) {
    server.put(setting, value);
    return this;
  }

  /** The role logs in to a standby that follows its server. */
  Environment standby() {
    standby = true;
    return server("hot_standby", "on");
  }

  /** What the user says after the question mark of the URL. */
  Environment parameters(String text) {
    parameters = text;
    return this;
  }

  /** The host that the user names. */
  Environment host(String text) {
    host = text;
    return this;
  }

  /** The password of the role, which the user says. */
  Environment password(String text) {
    password = text;
    return this;
  }

  /** Leaves it out where a command of the superuser does not succeed. */
  Environment where(String command, String otherwise) {
    requirements.add(new Requirement(command, otherwise));
    return this;
  }

  /** Leaves it out where the server is older. */
  Environment since(int major) {
    return where(
        "select 1 / (current_setting('server_version_num')::int / 10000 >= %d)::int"
            .formatted(major),
        "PostgreSQL has that since " + major);
  }

  /** How many requirements are judged at least, where that is not the usual number. */
  Environment floor(int judged) {
    floor = judged;
    return this;
  }

  /** It is among those in which every change is tried, by these requirements alone. */
  Environment quick(String... ids) {
    quick.addAll(List.of(ids));
    return this;
  }

  /** What cannot be judged there, and is tried with the others nevertheless: it is not red. */
  Environment outOfReach(String... ids) {
    outOfReach.addAll(List.of(ids));
    return this;
  }

  String name() {
    return name;
  }

  /** The name in letters and digits, for files. */
  String slug() {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
  }

  List<Requirement> requirements() {
    return requirements;
  }

  Map<String, String> server() {
    return server;
  }

  boolean isStandby() {
    return standby;
  }

  boolean isQuick() {
    return !quick.isEmpty();
  }

  /** The requirements by which every change is tried there; each of them has to be judged. */
  List<String> quickRequirements() {
    return quick;
  }

  /** Further requirements by which every change is tried there. */
  List<String> outOfReach() {
    return outOfReach;
  }

  int floor() {
    return floor;
  }

  String database() {
    return database;
  }

  /** What the superuser runs first, in another database. */
  List<String> preparation(Path home) {
    List<String> commands = new ArrayList<>();
    commands.add("create role $role login" + (password.isEmpty() ? "" : " password " + literal()));
    commands.add(
        "create database $database template template0 encoding '%s' lc_collate 'C' lc_ctype 'C'"
                .formatted(encoding)
            + (owner ? " owner $role" : ""));
    commands.addAll(sql);
    return commands.stream().map(text -> filled(text, home)).toList();
  }

  /** What the superuser runs then, in the database of the role. */
  List<String> preparationInside(Path home) {
    return inside.stream().map(text -> filled(text, home)).toList();
  }

  /** The lines of pg_hba.conf that are about this role. */
  List<String> access(Path home) {
    if (access.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(access);
    lines.add("local all $role reject");
    lines.add("host all $role all reject");
    return lines.stream().map(text -> filled(text, home)).toList();
  }

  /** The URL by which the user names the target. */
  String url(int port, Path home) {
    String userInfo = percent(role) + (password.isEmpty() ? "" : ":" + percent(password));
    String more = parameters.isEmpty() ? "" : "?" + parameters.replace("$home", home.toString());
    String at = host.isEmpty() ? "" : host + ":" + port;
    String socket =
        host.isEmpty()
            ? (more.isEmpty() ? "?" : "&") + "host=" + home.resolve("data") + "&port=" + port
            : "";
    return "postgresql://%s@%s/%s%s%s".formatted(userInfo, at, percent(database), more, socket);
  }

  /** The name in a client's certificate. */
  String role() {
    return role;
  }

  private String filled(String text, Path home) {
    return text.replace("$role", quoted(role))
        .replace("$database", quoted(database))
        .replace("$home", home.toString());
  }

  private String literal() {
    return "'" + password.replace("'", "''") + "'";
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String percent(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return name;
  }
}
