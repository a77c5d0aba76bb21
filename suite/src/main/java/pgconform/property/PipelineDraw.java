package pgconform.property;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import pgconform.property.PipelineSql.Kind;
import pgconform.scenario.Generator;
import pgconform.scenario.Place;

/**
 * Draws one pipeline, message by message; leaves out messages whose answers the model does not
 * know.
 */
final class PipelineDraw {
  /** The largest number of Syncs of a pipeline, and of a long one. */
  private static final int FEW = 20;

  private static final int MANY = 200;
  private static final int STATEMENTS_FOR_EACH = 3;
  private static final List<String> STATEMENTS = List.of("", "a", "b");
  private static final List<String> PORTALS = List.of("", "x", "y");

  private final Random random;
  private final Generator.Pipelines kinds;
  private final List<PipelineMessage> messages = new ArrayList<>();
  private final ExtendedProtocol model = new ExtendedProtocol(new Place("", 1, 1));
  private int numbers;

  private PipelineDraw(Random random, Generator.Pipelines kinds) {
    this.random = random;
    this.kinds = kinds;
  }

  static Pipeline draw(Random random, Generator.Pipelines kinds) {
    PipelineDraw draw = new PipelineDraw(random, kinds);
    int syncs = 1 + random.nextInt(kinds.has("many") ? MANY : FEW);
    int statements = 1 + random.nextInt(STATEMENTS_FOR_EACH * syncs);
    for (int i = 0; i < syncs; i++) {
      // About as many as are left for each.
      int share = statements / (syncs - i);
      int now = i == syncs - 1 ? statements : Math.min(statements, random.nextInt(2 * share + 1));
      statements -= now;
      draw.group(now);
    }
    return new Pipeline(draw.messages);
  }

  /** Adds statements up to a Sync. */
  private void group(int statements) {
    if (kinds.has("queries") && oneIn(3)) {
      add(new PipelineMessage.Query(sql()));
    }
    for (int i = 0; i < statements; i++) {
      if (kinds.has("names") && oneIn(2)) {
        loose();
      } else {
        statement();
      }
      if (kinds.has("queries") && oneIn(4)) {
        // It is discarded after an error, and left out elsewhere.
        add(new PipelineMessage.Query(sql()));
      }
    }
    add(new PipelineMessage.Sync());
  }

  private boolean oneIn(int many) {
    return random.nextInt(many) == 0;
  }

  private void add(PipelineMessage message) {
    try {
      model.take(message);
      messages.add(message);
    } catch (ExtendedProtocol.Unforeseen e) {
      return;
    }
    if (kinds.has("flush") && oneIn(4)) {
      try {
        PipelineMessage flush = new PipelineMessage.Flush();
        model.take(flush);
        messages.add(flush);
      } catch (ExtendedProtocol.Unforeseen e) {
        return;
      }
    }
  }

  private PipelineSql sql() {
    List<PipelineSql> among = new ArrayList<>();
    among.add(PipelineSql.ONE);
    among.add(new PipelineSql(Kind.ROWS, 2 + random.nextInt(4)));
    among.add(PipelineSql.of(Kind.EMPTY));
    if (kinds.has("row limits")) {
      among.add(new PipelineSql(Kind.ROWS, 5 + random.nextInt(4)));
    }
    if (kinds.has("errors")) {
      among.add(PipelineSql.of(Kind.BAD));
      among.add(PipelineSql.of(Kind.FAIL));
    }
    if (kinds.has("data")) {
      among.add(new PipelineSql(Kind.ADD, ++numbers));
      among.add(new PipelineSql(Kind.ADD, ++numbers));
      among.add(PipelineSql.of(Kind.LIST));
    }
    if (kinds.has("transactions")) {
      among.add(PipelineSql.of(Kind.BEGIN));
      among.add(
          PipelineSql.of(model.status() == ExtendedProtocol.Status.IDLE ? Kind.BEGIN : end()));
    }
    return among.get(random.nextInt(among.size()));
  }

  private Kind end() {
    return random.nextBoolean() ? Kind.COMMIT : Kind.ROLLBACK;
  }

  private String name(List<String> names) {
    return kinds.has("names") ? names.get(random.nextInt(names.size())) : "";
  }

  /** Adds all messages of a statement. */
  private void statement() {
    PipelineSql sql = sql();
    // It is known where a failing statement fails only if it is not kept for later.
    String statement = sql.kind() == Kind.FAIL ? "" : name(STATEMENTS);
    String portal = name(PORTALS);
    add(new PipelineMessage.Parse(statement, sql));
    if (oneIn(3)) {
      add(new PipelineMessage.Describe('S', statement));
    }
    add(new PipelineMessage.Bind(portal, statement));
    if (oneIn(3)) {
      add(new PipelineMessage.Describe('P', portal));
    }
    int limit = kinds.has("row limits") ? random.nextInt(4) : 0;
    add(new PipelineMessage.Execute(portal, limit));
    for (int i = 0; limit > 0 && i < 2; i++) {
      add(new PipelineMessage.Execute(portal, random.nextInt(4)));
    }
  }

  /** Adds a single message, about a statement or portal that may or may not exist. */
  private void loose() {
    String statement = name(STATEMENTS);
    String portal = name(PORTALS);
    switch (random.nextInt(7)) {
      case 0 -> add(new PipelineMessage.Parse(statement, sql()));
      case 1 -> add(new PipelineMessage.Bind(portal, statement));
      case 2 -> add(new PipelineMessage.Describe('S', statement));
      case 3 -> add(new PipelineMessage.Describe('P', portal));
      case 4 -> add(new PipelineMessage.Close('S', statement));
      case 5 -> add(new PipelineMessage.Close('P', portal));
      default -> add(new PipelineMessage.Execute(portal, 0));
    }
  }
}
