package pgconform.property;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pgconform.wire.FrontendMessage;

/** A message of a pipeline. Its text is its notation in a case. */
public sealed interface PipelineMessage {
  /** Returns the message to send, with statements about this table. */
  FrontendMessage toSend(String table);

  /** Returns simpler variants of the message; empty if there are none. */
  default List<PipelineMessage> simpler() {
    return List.of();
  }

  /** Prepares a statement. */
  record Parse(String statement, PipelineSql sql) implements PipelineMessage {
    @Override
    public FrontendMessage toSend(String table) {
      return new pgconform.wire.Parse(statement, sql.text(table), List.of());
    }

    @Override
    public List<PipelineMessage> simpler() {
      return sql.equals(PipelineSql.ONE)
          ? List.of()
          : List.of(new Parse(statement, PipelineSql.ONE));
    }

    @Override
    public String toString() {
      return "parse(" + (statement.isEmpty() ? "" : statement + ":") + sql + ")";
    }
  }

  /** Makes a portal from a statement. */
  record Bind(String portal, String statement) implements PipelineMessage {
    @Override
    public FrontendMessage toSend(String table) {
      return new pgconform.wire.Bind(portal, statement, List.of(), List.of(), List.of());
    }

    @Override
    public String toString() {
      boolean unnamed = portal.isEmpty() && statement.isEmpty();
      return "bind" + (unnamed ? "" : "(" + portal + ":" + statement + ")");
    }
  }

  /**
   * Asks for the columns of a statement or portal.
   *
   * @param target 'S' for a statement, 'P' for a portal
   */
  record Describe(char target, String name) implements PipelineMessage {
    @Override
    public FrontendMessage toSend(String table) {
      return new pgconform.wire.Describe(target, name);
    }

    @Override
    public String toString() {
      return "describe" + about(target, name);
    }
  }

  /**
   * Runs a portal.
   *
   * @param limit the largest number of rows; 0 for all
   */
  record Execute(String portal, int limit) implements PipelineMessage {
    @Override
    public FrontendMessage toSend(String table) {
      return new pgconform.wire.Execute(portal, limit);
    }

    @Override
    public List<PipelineMessage> simpler() {
      return limit > 0 ? List.of(new Execute(portal, 0)) : List.of();
    }

    @Override
    public String toString() {
      String rows = limit > 0 ? ":" + limit : "";
      return "execute" + (portal.isEmpty() && rows.isEmpty() ? "" : "(" + portal + rows + ")");
    }
  }

  /**
   * Drops a statement or a portal.
   *
   * @param target 'S' for a statement, 'P' for a portal
   */
  record Close(char target, String name) implements PipelineMessage {
    @Override
    public FrontendMessage toSend(String table) {
      return new pgconform.wire.Close(target, name);
    }

    @Override
    public String toString() {
      return "close" + about(target, name);
    }
  }

  /** Asks for the answers that are pending. */
  record Flush() implements PipelineMessage {
    @Override
    public FrontendMessage toSend(String table) {
      return new pgconform.wire.Flush();
    }

    @Override
    public String toString() {
      return "flush";
    }
  }

  /** Ends a group of messages. */
  record Sync() implements PipelineMessage {
    @Override
    public FrontendMessage toSend(String table) {
      return new pgconform.wire.Sync();
    }

    @Override
    public String toString() {
      return "sync";
    }
  }

  /** A simple query. */
  record Query(PipelineSql sql) implements PipelineMessage {
    @Override
    public FrontendMessage toSend(String table) {
      return new pgconform.wire.Query(sql.text(table));
    }

    @Override
    public List<PipelineMessage> simpler() {
      return sql.equals(PipelineSql.ONE) ? List.of() : List.of(new Query(PipelineSql.ONE));
    }

    @Override
    public String toString() {
      return "query(" + sql + ")";
    }
  }

  private static String about(char target, String name) {
    return "(" + target + (name.isEmpty() ? "" : ":" + name) + ")";
  }

  /** Returns the message that a text in a case stands for. */
  static Optional<PipelineMessage> parse(String text) {
    return switch (text) {
      case "flush" -> Optional.of(new Flush());
      case "sync" -> Optional.of(new Sync());
      case "bind" -> Optional.of(new Bind("", ""));
      case "execute" -> Optional.of(new Execute("", 0));
      default -> Notation.read(text);
    };
  }

  /** The notation of messages with arguments in parentheses. */
  final class Notation {
    private static final String NAME = "([a-z]?)";
    private static final Pattern PARSE = Pattern.compile("parse\\((?:([a-z]):)?(\\w+)\\)");
    private static final Pattern BIND = Pattern.compile("bind\\(" + NAME + ":" + NAME + "\\)");
    private static final Pattern ABOUT =
        Pattern.compile("(describe|close)\\(([SP])(?::([a-z]))?\\)");
    private static final Pattern EXECUTE =
        Pattern.compile("execute\\(" + NAME + "(?::([1-9]\\d{0,3}))?\\)");
    private static final Pattern QUERY = Pattern.compile("query\\((\\w+)\\)");

    private Notation() {}

    private static Optional<PipelineMessage> read(String text) {
      Matcher parse = PARSE.matcher(text);
      if (parse.matches()) {
        return PipelineSql.parse(parse.group(2))
            .map(sql -> new Parse(orEmpty(parse.group(1)), sql));
      }
      Matcher bind = BIND.matcher(text);
      if (bind.matches()) {
        return Optional.of(new Bind(bind.group(1), bind.group(2)));
      }
      Matcher about = ABOUT.matcher(text);
      if (about.matches()) {
        char target = about.group(2).charAt(0);
        String name = orEmpty(about.group(3));
        return Optional.of(
            about.group(1).equals("close") ? new Close(target, name) : new Describe(target, name));
      }
      Matcher execute = EXECUTE.matcher(text);
      if (execute.matches()) {
        String limit = execute.group(2);
        return Optional.of(
            new Execute(execute.group(1), limit == null ? 0 : Integer.parseInt(limit)));
      }
      Matcher query = QUERY.matcher(text);
      return query.matches() ? PipelineSql.parse(query.group(1)).map(Query::new) : Optional.empty();
    }

    private static String orEmpty(String text) {
      return text == null ? "" : text;
    }
  }
}
