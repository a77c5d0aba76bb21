package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import pgconform.scenario.AliveStep;
import pgconform.scenario.Capability;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.FieldTest;
import pgconform.scenario.Pattern;
import pgconform.scenario.Place;
import pgconform.wire.Query;

/**
 * Checks that sessions are alive: each gets a question that no other session gets. A server that
 * does not support queries without FROM must answer with an error.
 */
final class AliveCheck {
  private static final AtomicInteger QUESTIONS = new AtomicInteger();

  private final CurrentServer server;
  private final CaseVariables scope;
  private final Expecting expecting;

  AliveCheck(CurrentServer server, CaseVariables scope, Expecting expecting) {
    this.server = server;
    this.scope = scope;
    this.expecting = expecting;
  }

  void run(AliveStep step) throws CaseEnded {
    for (String name : step.names()) {
      for (Connection connection : scope.group(name)) {
        ask(step.place(), name, connection);
      }
    }
  }

  private void ask(Place place, String name, Connection connection) throws CaseEnded {
    String answer = "alive " + QUESTIONS.incrementAndGet();
    connection.send(new Query("select '%s'".formatted(answer)), server.deadline());
    ExpectStep.Choice choice =
        new ExpectStep.Choice(
            "", pattern(place, answer, server.has(Capability.SELECT_WITHOUT_FROM)));
    expecting.run(new ExpectStep(place, name, List.of(choice), Optional.empty()), connection);
  }

  private static Pattern pattern(Place place, String answer, boolean known) {
    FieldTest text = new FieldTest(place, "", List.of(new FieldTest.Exactly(answer)), false);
    Pattern right =
        new Pattern.Sequence(
            List.of(
                one(place, "RowDescription"),
                new Pattern.One(place, "DataRow", List.of(text), ""),
                one(place, "CommandComplete"),
                one(place, "ReadyForQuery")));
    Pattern unknown =
        new Pattern.Sequence(List.of(one(place, "ErrorResponse"), one(place, "ReadyForQuery")));
    return known ? right : new Pattern.Either(List.of(right, unknown));
  }

  private static Pattern one(Place place, String name) {
    return new Pattern.One(place, name, List.of(), "");
  }
}
