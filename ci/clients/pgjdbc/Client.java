import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** pgjdbc as a client program: a thread for each command. */
public final class Client {
  private static final Pattern FIELD =
      Pattern.compile("\"(\\w+)\"\\s*:\\s*(?:(-?\\d+)|\"((?:[^\"\\\\]|\\\\.)*)\")");

  private static final Map<String, Connection> CONNECTIONS = new ConcurrentHashMap<>();
  private static final Map<String, Statement> RUNNING = new ConcurrentHashMap<>();

  /** What libpq calls a setting, and what pgjdbc does. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "sslmode", "sslmode",
          "sslrootcert", "sslrootcert",
          "sslnegotiation", "sslNegotiation",
          "channel_binding", "channelBinding",
          "max_protocol_version", "protocolVersion");

  private Client() {}

  public static void main(String[] args) throws Exception {
    Class.forName("org.postgresql.Driver");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Map<String, String> told = new HashMap<>();
      Matcher matcher = FIELD.matcher(line);
      while (matcher.find()) {
        String text = matcher.group(3);
        told.put(
            matcher.group(1), text == null ? matcher.group(2) : text.replaceAll("\\\\(.)", "$1"));
      }
      Thread thread = new Thread(() -> obey(told));
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void obey(Map<String, String> told) {
    String answer;
    try {
      answer = answer(told);
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      String words = text(String.valueOf(e.getMessage()));
      // Releases before 42.7.6 have the setting, and one value for it.
      boolean old = words.contains("using the requested protocol");
      answer =
          old
              ? "\"unsupported\":" + words
              : state.startsWith("08")
                  ? "\"lost\":" + words
                  : "\"error\":{\"sqlstate\":%s,\"message\":%s}".formatted(text(state), words);
    } catch (Exception e) {
      answer = "\"error\":{\"message\":%s}".formatted(text(e.toString()));
    }
    synchronized (System.out) {
      System.out.println("{\"id\":%s,%s}".formatted(told.get("id"), answer));
    }
  }

  private static String answer(Map<String, String> told) throws Exception {
    String name = told.getOrDefault("conn", "");
    switch (told.get("do")) {
      case "hello":
        Driver driver = DriverManager.getDriver("jdbc:postgresql://h/d");
        String version = driver.getClass().getPackage().getImplementationVersion();
        return "\"ok\":{\"driver\":\"pgjdbc %s\",\"can\":[\"query\",\"cancel\",\"tls\"]}"
            .formatted(version);
      case "connect":
        return connect(name, URI.create(told.get("url")));
      case "query":
        return query(name, told.get("sql"));
      case "cancel":
        Statement running = RUNNING.get(name);
        if (running != null) {
          running.cancel();
        }
        return "\"ok\":{}";
      case "close":
        Connection connection = CONNECTIONS.remove(name);
        if (connection != null) {
          connection.close();
        }
        return "\"ok\":{}";
      default:
        return "\"unsupported\":" + text(told.get("do"));
    }
  }

  private static String connect(String name, URI url) throws SQLException {
    Properties properties = new Properties();
    // An authority with several addresses is none that URI takes apart.
    String authority = url.getRawAuthority();
    int at = authority.lastIndexOf('@');
    String[] login = authority.substring(0, at).split(":", 2);
    properties.put("user", login[0]);
    properties.put("password", URLDecoder.decode(login[1], StandardCharsets.UTF_8));
    properties.put("gssEncMode", "disable");
    Driver driver = DriverManager.getDriver("jdbc:postgresql://h/d");
    DriverPropertyInfo[] known = driver.getPropertyInfo("jdbc:postgresql://h/d", properties);
    for (String pair : url.getRawQuery().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      String setting = SETTINGS.get(parts[0]);
      if (setting == null || Arrays.stream(known).noneMatch(each -> each.name.equals(setting))) {
        return "\"unsupported\":" + text("pgjdbc has no setting for " + parts[0]);
      }
      properties.put(setting, URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    String jdbc = "jdbc:postgresql://%s%s".formatted(authority.substring(at + 1), url.getPath());
    CONNECTIONS.put(name, DriverManager.getConnection(jdbc, properties));
    return "\"ok\":{}";
  }

  private static String query(String name, String sql) throws SQLException {
    StringBuilder rows = new StringBuilder();
    Connection connection = CONNECTIONS.get(name);
    if (connection == null) {
      return "\"lost\":\"there is no connection\"";
    }
    try (Statement statement = connection.createStatement()) {
      RUNNING.put(name, statement);
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          rows.append(rows.length() == 0 ? "" : ",");
          rows.append('[').append(text(result.getString(1))).append(']');
        }
      }
    } finally {
      RUNNING.remove(name);
    }
    return "\"ok\":{\"rows\":[%s]}".formatted(rows);
  }

  private static String text(String words) {
    if (words == null) {
      return "null";
    }
    StringBuilder out = new StringBuilder("\"");
    for (char c : words.toCharArray()) {
      out.append(c == '"' || c == '\\' ? "\\" + c : c < ' ' ? "\\u%04x".formatted((int) c) : c);
    }
    return out.append('"').toString();
  }
}
