package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import pgconform.scenario.Pattern;
import pgconform.scenario.Place;
import pgconform.scenario.Step;
import pgconform.wire.Query;

/** Asks sessions whether they are alive: each a question that nobody else was asked. */
final class Asking {
  private static final AtomicInteger QUESTIONS = new AtomicInteger();

  private final CurrentServer server;
  private final Scope scope;
  private final Expecting expecting;

  Asking(CurrentServer server, Scope scope, Expecting expecting) {
    this.server = server;
    this.scope = scope;
    this.expecting = expecting;
  }

  void run(Step.Alive step) throws Broken, Decided {
    for (String name : step.names()) {
      for (Connection connection : scope.group(name)) {
        ask(step.place(), name, connection);
      }
    }
  }

  private void ask(Place place, String name, Connection connection) throws Broken, Decided {
    String answer = "alive " + QUESTIONS.incrementAndGet();
    connection.send(new Query("select '%s'".formatted(answer)), server.deadline());
    Step.Choice choice = new Step.Choice(place, "", pattern(place, answer));
    expecting.run(new Step.Expect(place, name, List.of(choice), Optional.empty()), connection);
  }

  private static Pattern pattern(Place place, String answer) {
    Pattern.FieldTest text =
        new Pattern.FieldTest(place, "", List.of(new Pattern.Exactly(answer)), false);
    return new Pattern.Sequence(
        List.of(
            one(place, "RowDescription"),
            new Pattern.One(place, "DataRow", List.of(text), ""),
            one(place, "CommandComplete"),
            one(place, "ReadyForQuery")));
  }

  private static Pattern one(Place place, String name) {
    return new Pattern.One(place, name, List.of(), "");
  }
}
