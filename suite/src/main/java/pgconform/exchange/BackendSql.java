package pgconform.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CommandComplete;
import pgconform.wire.CopyData;
import pgconform.wire.CopyDone;
import pgconform.wire.CopyInResponse;
import pgconform.wire.CopyOutResponse;
import pgconform.wire.ErrorResponse;
import pgconform.wire.ParameterStatus;

/**
 * Implements the SQL that poolers and scenarios use on one session of a backend: transactions,
 * parameters, and queries with one row. Any other statement succeeds.
 */
final class BackendSql implements SessionSql {
  /** The parameters that are reported by ParameterStatus at the start and after each change. */
  static final Map<String, String> REPORTED =
      Map.ofEntries(
          Map.entry("server_version", "18.0"),
          Map.entry("server_encoding", "UTF8"),
          Map.entry("client_encoding", "UTF8"),
          Map.entry("application_name", ""),
          Map.entry("DateStyle", "ISO, MDY"),
          Map.entry("IntervalStyle", "postgres"),
          Map.entry("TimeZone", "UTC"),
          Map.entry("integer_datetimes", "on"),
          Map.entry("is_superuser", "off"),
          Map.entry("standard_conforming_strings", "on"));

  private static final Pattern STATEMENT = Pattern.compile("(?:[^;']|'[^']*')+");
  private static final Pattern SET =
      statement("set\\s+(?:session\\s+|local\\s+)?([\\w.]+)\\s*(?:=|\\bto\\b)\\s*(.+)");
  private static final Pattern SHOW = statement("show\\s+([\\w.]+)");
  private static final Pattern LITERAL = statement("select\\s+'([^']*)'.*");

  private final int processId;
  private final String user;
  private final String database;
  private final Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, String> initial = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private char status = 'I';

  /**
   * Begins a session.
   *
   * @param startup the parameters that it reports
   */
  BackendSql(int processId, String user, String database, Map<String, String> startup) {
    this.processId = processId;
    this.user = user;
    this.database = database;
    initial.putAll(startup);
    parameters.putAll(startup);
  }

  @Override
  public char status() {
    return status;
  }

  @Override
  public void failed() {
    status = status == 'I' ? 'I' : 'E';
  }

  /** Returns the statements of a query. */
  static List<String> statements(String query) {
    List<String> statements = new ArrayList<>();
    Matcher matcher = STATEMENT.matcher(query);
    while (matcher.find()) {
      if (!matcher.group().isBlank()) {
        statements.add(matcher.group().strip());
      }
    }
    return statements;
  }

  @Override
  public List<BackendMessage> run(String statement) {
    String lower = statement.strip().toLowerCase(Locale.ROOT);
    boolean ends = lower.matches("(?s)(commit|end|rollback|abort)\\b.*");
    if (status == 'E' && !ends) {
      return List.of(
          ErrorResponse.of(
              "ERROR", "25P02", "current transaction is aborted, commands ignored until end"));
    } else if (SessionSql.hasRows(statement)) {
      return SessionSql.row(value(statement, lower));
    } else if (lower.matches("(?s)copy\\b.*\\bfrom\\b.*")) {
      return List.of(new CopyInResponse(0, List.of(0)));
    } else if (lower.matches("(?s)copy\\b.*\\bto\\b.*")) {
      return List.of(
          new CopyOutResponse(0, List.of(0)),
          new CopyData(Bytes.ofText("1\n")),
          new CopyDone(),
          new CommandComplete("COPY 1"));
    } else if (lower.matches("(?s)(begin|start)\\b.*")) {
      status = 'T';
      return done("BEGIN");
    } else if (ends) {
      boolean kept = lower.matches("(?s)(commit|end)\\b.*") && status != 'E';
      status = 'I';
      return done(kept ? "COMMIT" : "ROLLBACK");
    }
    return changed(statement, lower);
  }

  private List<BackendMessage> changed(String statement, String lower) {
    List<BackendMessage> messages = new ArrayList<>();
    Matcher set = SET.matcher(statement.strip());
    if (set.matches()) {
      set(set.group(1), unquoted(set.group(2)), messages);
    } else if (lower.matches("(?s)(discard|reset)\\s+all.*")) {
      initial.forEach((name, value) -> set(name, value, messages));
    }
    String[] words = statement.strip().toUpperCase(Locale.ROOT).split("\\s+", 3);
    boolean two = words[0].equals("DISCARD") || words[0].equals("DEALLOCATE");
    messages.add(
        0, new CommandComplete(two && words.length > 1 ? words[0] + " " + words[1] : words[0]));
    return messages;
  }

  private void set(String name, String value, List<BackendMessage> messages) {
    String before = parameters.put(name, value);
    REPORTED.keySet().stream()
        .filter(reported -> reported.equalsIgnoreCase(name) && !value.equals(before))
        .forEach(reported -> messages.add(new ParameterStatus(reported, value)));
  }

  private String value(String statement, String lower) {
    Matcher show = SHOW.matcher(statement.strip());
    Matcher literal = LITERAL.matcher(statement.strip());
    if (show.matches()) {
      return parameters.getOrDefault(show.group(1), "");
    } else if (lower.contains("pg_backend_pid")) {
      return Integer.toString(processId);
    } else if (lower.matches("(?s)select\\s+(current|session)_user\\b.*")) {
      return user;
    } else if (lower.matches("(?s)select\\s+current_database\\(\\).*")) {
      return database;
    } else if (lower.matches("(?s)select\\s+(pg_catalog\\.)?version\\(\\).*")) {
      return "PostgreSQL %s, played by pgconform".formatted(REPORTED.get("server_version"));
    }
    return literal.matches() ? literal.group(1) : "1";
  }

  private static Pattern statement(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  private static String unquoted(String value) {
    String text = value.strip();
    boolean quoted = text.length() > 1 && text.startsWith("'") && text.endsWith("'");
    return quoted ? text.substring(1, text.length() - 1).replace("''", "'") : text;
  }

  private static List<BackendMessage> done(String tag) {
    return List.of(new CommandComplete(tag));
  }
}
