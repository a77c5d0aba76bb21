package pgconform.property;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pgconform.scenario.Pattern;
import pgconform.scenario.Place;

/**
 * Predicts what a server answers to the messages of a pipeline, and what it does to the data: a
 * small model of the extended query protocol, from the sections "Extended Query" and "Pipelining"
 * of PostgreSQL's documentation.
 *
 * <p>If the documentation leaves open what happens, or if servers are known to differ, the model
 * reports that: a pipeline with such a message is not sent. A failing statement may fail at any of
 * its messages, since a server is free to detect the failure early.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">Message Flow</a>
 */
public final class ExtendedProtocol {
  /** The transaction status that ReadyForQuery reports. */
  public enum Status {
    /** Outside of a transaction block. */
    IDLE("idle"),
    /** In a transaction block. */
    BLOCK("in transaction"),
    /** In a failed transaction block. */
    FAILED("failed");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** The documentation does not say what the server answers. */
  public static final class Unforeseen extends Exception {
    private static final long serialVersionUID = 1L;

    private Unforeseen(String why) {
      super(why);
    }
  }

  /** A prepared statement, and the number of Syncs before it. */
  private record Statement(PipelineSql sql, int since) {}

  private final AnswerPatterns answers;
  private final List<Pattern> pending = new ArrayList<>();
  private final Map<String, Statement> statements = new HashMap<>();
  private final Map<String, Portal> portals = new HashMap<>();
  private final TableContents contents = new TableContents();
  private Status status = Status.IDLE;

  /** Everything up to Sync is skipped. */
  private boolean skipping;

  /** Whether a message was taken that no Sync has followed yet. */
  private boolean open;

  /** Whether a statement was executed since the transaction began. */
  private boolean executed;

  private int syncs;

  /** The index in the pending answers at which those of the unnamed failing statement begin. */
  private int failing = -1;

  private boolean leaned;
  private boolean missed;

  /**
   * Creates the model of a session in which nothing has happened.
   *
   * @param place the place of the step for which the patterns are made
   */
  public ExtendedProtocol(Place place) {
    answers = new AnswerPatterns(place);
  }

  /** Returns the answers that must come for the messages taken since the last call. */
  public List<Pattern> answers() {
    List<Pattern> result = List.copyOf(pending);
    pending.clear();
    failing = -1;
    return result;
  }

  /** Returns the status that the last ReadyForQuery reports. */
  public Status status() {
    return status;
  }

  /** Returns the messages that query the content of the table, outside of any transaction block. */
  public List<PipelineMessage> looking() {
    PipelineMessage look = new PipelineMessage.Query(PipelineSql.of(PipelineSql.Kind.LIST));
    PipelineMessage end = new PipelineMessage.Query(PipelineSql.of(PipelineSql.Kind.ROLLBACK));
    return status == Status.IDLE ? List.of(look) : List.of(end, look);
  }

  /** Returns whether every message was followed by a Sync. */
  boolean isInStep() {
    return !open && !skipping;
  }

  /** Returns whether a message referred to a statement or a portal that does not exist. */
  boolean missed() {
    return missed;
  }

  /** Returns whether something prepared before the last Sync was used. */
  boolean leaned() {
    return leaned;
  }

  /**
   * Takes the next message.
   *
   * @throws Unforeseen if the answer is not known; in this case, the model has not changed
   */
  public void take(PipelineMessage message) throws Unforeseen {
    boolean discarded = skipping && !(message instanceof PipelineMessage.Sync);
    if (discarded) {
      return;
    }
    unless(failing < 0 || leadsToFailure(message), "something before the failure");
    if (message instanceof PipelineMessage.Sync) {
      sync();
    } else if (message instanceof PipelineMessage.Query query) {
      query(query.sql());
    } else if (!(message instanceof PipelineMessage.Flush)) {
      extended(message);
      open = true;
    }
  }

  /**
   * Returns whether a message may come between the Parse and the failing Execute of a statement.
   */
  private static boolean leadsToFailure(PipelineMessage message) {
    return (message instanceof PipelineMessage.Bind bind && bind.statement().isEmpty())
        || message instanceof PipelineMessage.Describe
        || message instanceof PipelineMessage.Execute;
  }

  private void extended(PipelineMessage message) throws Unforeseen {
    if (message instanceof PipelineMessage.Parse parse) {
      parse(parse.statement(), parse.sql());
    } else if (message instanceof PipelineMessage.Bind bind) {
      bind(bind.portal(), bind.statement());
    } else if (message instanceof PipelineMessage.Describe describe) {
      describe(describe.target(), describe.name());
    } else if (message instanceof PipelineMessage.Execute execute) {
      execute(execute.portal(), execute.limit());
    } else if (message instanceof PipelineMessage.Close close) {
      close(close.target(), close.name());
    }
  }

  private static void unless(boolean known, String why) throws Unforeseen {
    if (!known) {
      throw new Unforeseen(why);
    }
  }

  private void sync() {
    skipping = false;
    if (status == Status.IDLE) {
      endTransaction(true);
    }
    pending.add(answers.ready(status));
    open = false;
    syncs++;
  }

  /**
   * Handles an error: the changes of the transaction are undone, and the messages that follow are
   * skipped.
   */
  private void fail() {
    abort();
    skipping = true;
  }

  private void abort() {
    if (status == Status.IDLE) {
      endTransaction(false);
    } else {
      status = Status.FAILED;
      portals.clear();
    }
  }

  private void endTransaction(boolean commit) {
    contents.end(commit);
    portals.clear();
    executed = false;
    status = Status.IDLE;
  }

  private void error() {
    int from = failing < 0 ? pending.size() : failing;
    List<Pattern> early = List.copyOf(pending.subList(from, pending.size()));
    pending.subList(from, pending.size()).clear();
    pending.add(answers.upToError(early));
    failing = -1;
    fail();
  }

  /** Handles a statement or portal that does not exist. */
  private void missing() {
    missed = true;
    error();
  }

  private void parse(String name, PipelineSql sql) throws Unforeseen {
    boolean failed = status == Status.FAILED;
    unless(!failed || sql.kind() != PipelineSql.Kind.EMPTY, "an empty query in a failed block");
    boolean taken = !name.isEmpty() && statements.containsKey(name);
    if (name.isEmpty()) {
      forget("");
    }
    if (taken || sql.kind() == PipelineSql.Kind.BAD || (failed && !sql.endsBlock())) {
      error();
      return;
    }
    failing = name.isEmpty() && sql.kind() == PipelineSql.Kind.FAIL ? pending.size() : -1;
    statements.put(name, new Statement(sql, syncs));
    pending.add(answers.any("ParseComplete"));
  }

  private void bind(String portal, String name) throws Unforeseen {
    Statement statement = statements.get(name);
    boolean failed = status == Status.FAILED;
    boolean taken = !portal.isEmpty() && portals.containsKey(portal);
    if (statement == null) {
      missing();
      return;
    }
    PipelineSql sql = statement.sql;
    unless(!failed || sql.kind() != PipelineSql.Kind.EMPTY, "an empty query in a failed block");
    leaned |= statement.since < syncs;
    if (taken || (failed && !sql.endsBlock())) {
      error();
      return;
    }
    List<Integer> rows = sql.kind() == PipelineSql.Kind.LIST ? contents.now() : sql.rows();
    portals.put(portal, new Portal(name, sql, rows, contents.version()));
    pending.add(answers.any("BindComplete"));
  }

  private void describe(char target, String name) throws Unforeseen {
    PipelineSql sql;
    if (target == 'S') {
      Statement statement = statements.get(name);
      leaned |= statement != null && statement.since < syncs;
      sql = statement == null ? null : statement.sql;
    } else {
      Portal portal = portals.get(name);
      unless(portal == null || portal.isSound(), "a portal without its statement");
      sql = portal == null ? null : portal.sql;
    }
    if (sql == null) {
      missing();
      return;
    }
    unless(status != Status.FAILED || !sql.returnsRows(), "columns in a failed block");
    if (target == 'S') {
      pending.add(answers.with("ParameterDescription", "parameterTypes.size", "0"));
    }
    pending.add(answers.columns(sql));
  }

  private void execute(String name, int limit) throws Unforeseen {
    Portal portal = portals.get(name);
    if (portal == null) {
      missing();
      return;
    }
    PipelineSql sql = portal.sql;
    unless(portal.isSound(), "a portal without its statement");
    unless(!portal.isOver(), "a portal that is complete");
    unless(portal.isFresh(contents.version()), "rows that have changed since Bind");
    unless(failing < 0 || sql.kind() == PipelineSql.Kind.FAIL, "something before the failure");
    switch (sql.kind()) {
      case FAIL -> {
        unless(failing >= 0, "a failing statement that was prepared before");
        error();
      }
      case ROWS, LIST -> {
        pending.addAll(portal.execute(limit, answers));
        executed = true;
      }
      case BEGIN, COMMIT, ROLLBACK -> {
        unless(sql.kind() != PipelineSql.Kind.BEGIN || portals.size() == 1, "portals before BEGIN");
        control(sql.kind());
      }
      case ADD -> {
        pending.add(answers.any("CommandComplete"));
        portal.finish();
        contents.add(sql.number());
        executed = true;
      }
      default -> {
        pending.add(answers.any("EmptyQueryResponse"));
        portal.finish();
      }
    }
  }

  /** Begins or ends a transaction block. */
  private void control(PipelineSql.Kind kind) throws Unforeseen {
    if (kind == PipelineSql.Kind.BEGIN) {
      unless(status == Status.IDLE && !executed, "BEGIN in the middle of a transaction");
      status = Status.BLOCK;
      portals.values().forEach(Portal::finish);
    } else {
      unless(status != Status.IDLE, "the end of a transaction block outside of one");
      endTransaction(kind == PipelineSql.Kind.COMMIT && status == Status.BLOCK);
    }
    pending.add(answers.any("CommandComplete"));
  }

  private void close(char target, String name) throws Unforeseen {
    if (target == 'S') {
      forget(name);
    } else {
      portals.remove(name);
    }
    pending.add(answers.any("CloseComplete"));
  }

  /** Removes a statement; servers differ in what they do with its portals. */
  private void forget(String name) {
    statements.remove(name);
    portals.values().forEach(portal -> portal.statementGone(name));
  }

  private void query(PipelineSql sql) throws Unforeseen {
    unless(!open, "Query where Sync is due");
    boolean failed = status == Status.FAILED;
    unless(!failed || sql.kind() != PipelineSql.Kind.EMPTY, "an empty query in a failed block");
    unless(
        sql.kind() != PipelineSql.Kind.BEGIN || status != Status.BLOCK,
        "BEGIN in the middle of a transaction");
    unless(!sql.endsBlock() || status != Status.IDLE, "the end of a block outside of one");
    // A simple Query destroys the unnamed statement and the unnamed portal.
    forget("");
    portals.remove("");
    if (failed && !sql.endsBlock()) {
      pending.add(answers.error());
    } else {
      answered(sql);
    }
    if (status == Status.IDLE) {
      endTransaction(true);
    }
    pending.add(answers.ready(status));
    syncs++;
  }

  /** Adds the answer to a simple query, up to its ReadyForQuery. */
  private void answered(PipelineSql sql) throws Unforeseen {
    switch (sql.kind()) {
      case BAD, FAIL -> {
        pending.add(AnswerPatterns.optional(answers.any("RowDescription")));
        pending.add(answers.error());
        abort();
      }
      case ROWS, LIST -> {
        List<Integer> rows = sql.kind() == PipelineSql.Kind.LIST ? contents.now() : sql.rows();
        pending.add(answers.columns(sql));
        rows.forEach(row -> pending.add(answers.row(row)));
        pending.add(answers.any("CommandComplete"));
      }
      case EMPTY -> pending.add(answers.any("EmptyQueryResponse"));
      case ADD -> {
        contents.add(sql.number());
        pending.add(answers.any("CommandComplete"));
      }
      default -> control(sql.kind());
    }
  }
}
