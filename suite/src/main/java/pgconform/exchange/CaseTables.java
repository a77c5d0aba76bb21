package pgconform.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.Pattern;
import pgconform.scenario.Place;
import pgconform.scenario.TableStep;
import pgconform.session.QueryException;
import pgconform.wire.Query;

/** The tables of a case. A separate session creates them, and drops them when the case ends. */
final class CaseTables implements AutoCloseable {
  /** The connection name of the session that creates them. */
  static final String NAME = "tables";

  private final CurrentServer server;
  private final CaseVariables scope;
  private final Opening opening;
  private final Expecting expecting;
  private final List<String> made = new ArrayList<>();
  private Connection owner;

  CaseTables(CurrentServer server, CaseVariables scope, Opening opening, Expecting expecting) {
    this.server = server;
    this.scope = scope;
    this.opening = opening;
    this.expecting = expecting;
  }

  /** Creates a table under a name that no other case and no other run uses. */
  void make(TableStep step) throws CaseEnded {
    String table = "pgconform_%016x".formatted(ThreadLocalRandom.current().nextLong());
    if (owner == null) {
      owner = opening.session(step.place(), NAME);
    }
    owner.send(new Query("create table %s (x int)".formatted(table)), server.deadline());
    // The table may exist even if the answer is lost.
    made.add(table);
    ExpectStep.Choice choice = new ExpectStep.Choice("", answer(step.place()));
    expecting.run(new ExpectStep(step.place(), NAME, List.of(choice), Optional.empty()), owner);
    scope.set(step.name(), table);
  }

  private static Pattern answer(Place place) {
    return new Pattern.Sequence(
        List.of(
            new Pattern.One(place, "CommandComplete", List.of(), ""),
            new Pattern.One(place, "ReadyForQuery", List.of(), "")));
  }

  /** Drops the tables; by then, the connections of the case that might use them are closed. */
  @Override
  public void close() {
    if (owner == null) {
      return;
    }
    for (String table : made) {
      // On a session that the server has ended, no answer would ever come.
      if (!owner.link.closedByPeer()) {
        drop(table);
      }
    }
    owner.close();
  }

  private void drop(String table) {
    try {
      owner.query("drop table if exists " + table, server.deadline());
    } catch (QueryException e) {
      // The server is gone, or it did not create the table.
    }
  }
}
