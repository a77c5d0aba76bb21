package pgconform.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.SeenStep;
import pgconform.session.Login;
import pgconform.session.StartUpException;
import pgconform.wire.CommandComplete;
import pgconform.wire.DataRow;
import pgconform.wire.ReadyForQuery;

/**
 * Receives events on a connection until a pattern of the step matches them, or no pattern can match
 * any more.
 */
final class Expecting {
  private final Peer server;
  private final CaseVariables scope;
  private final Outcomes outcomes;
  private final CaseRemarks remarks;

  Expecting(Peer server, CaseVariables scope, Outcomes outcomes, CaseRemarks remarks) {
    this.server = server;
    this.scope = scope;
    this.outcomes = outcomes;
    this.remarks = remarks;
  }

  void run(ExpectStep step) throws CaseEnded {
    for (Connection connection : scope.group(step.name())) {
      run(step, connection);
    }
  }

  /** Receives events on one connection. */
  void run(ExpectStep step, Connection connection) throws CaseEnded {
    long waiting = System.nanoTime();
    Deadline deadline = step.within().map(Deadline::in).orElse(server.deadline());
    EventMatcher test = new EventMatcher(scope::value);
    List<Matching> matchings = new ArrayList<>();
    List<Matching> good = new ArrayList<>();
    ToleratedMessages tolerated = new ToleratedMessages(step);
    for (ExpectStep.Choice choice : step.choices()) {
      Matching matching = new Matching(choice.pattern(), test);
      matchings.add(matching);
      if (outcomes.good(choice)) {
        good.add(matching);
      }
    }
    // A connection whose end was seen has ended for all later steps as well.
    Optional<Event> over = connection.link.endTaken();
    boolean answered = false;
    // The best explanation of a bad outcome is the event after which no good outcome was possible.
    Optional<Event> turn = Optional.empty();
    Optional<Expected> lacking = Optional.empty();
    while (true) {
      Optional<Event> event = over.isPresent() ? over : connection.link.next(deadline);
      over = Optional.empty();
      if (event.isEmpty()) {
        throw new RequirementFailedException(
            step.place(),
            connection.link.name(),
            Matching.next(matchings),
            new Actual.Nothing(),
            waiting);
      }
      if (tolerated.letsPass(event.get(), e -> matchings.stream().anyMatch(m -> m.takes(e)))
          || authenticated(step, connection, tolerated, event.get())) {
        continue;
      }
      answered |= answers(event.get());
      matchings.forEach(m -> m.take(event.get()));
      if (turn.isEmpty() && !good.isEmpty() && good.stream().allMatch(Matching::lost)) {
        turn = event;
        lacking = good.size() == 1 ? good.get(0).lacking(event.get()) : Optional.empty();
      }
      for (int i = 0; i < matchings.size(); i++) {
        if (matchings.get(i).satisfied()) {
          scope.capture(matchings.get(i).captures());
          decide(step, connection, step.choices().get(i), event.get(), turn, lacking, answered);
          return;
        }
      }
      if (matchings.stream().allMatch(Matching::lost)) {
        if (answers(event.get())) {
          mayHaveBeenOver(connection, event.get());
        }
        throw new RequirementFailedException(
            step.place(),
            connection.link.name(),
            lacking.orElse(Matching.insteadOfLast(matchings)),
            new Actual.Seen(event.get()),
            waiting);
      }
    }
  }

  /** Waits until a pattern matches the events that have come, which stay untaken. */
  void see(SeenStep step) throws CaseEnded {
    for (Connection connection : scope.group(step.name())) {
      see(step, connection);
    }
  }

  private void see(SeenStep step, Connection connection) throws CaseEnded {
    ExpectStep.Choice choice = new ExpectStep.Choice("", step.pattern());
    ToleratedMessages tolerated =
        new ToleratedMessages(
            new ExpectStep(step.place(), step.name(), List.of(choice), Optional.empty()));
    Matching matching = new Matching(step.pattern(), new EventMatcher(scope::value));
    long waiting = System.nanoTime();
    Deadline deadline = step.within().map(Deadline::in).orElse(server.deadline());
    for (int i = 0; !matching.satisfied(); i++) {
      Optional<Event> event = connection.link.untaken(i, deadline);
      if (event.isPresent() && tolerated.letsPass(event.get(), matching::takes)) {
        continue;
      }
      event.ifPresent(matching::take);
      if (event.isPresent() && matching.lost() && answers(event.get())) {
        mayHaveBeenOver(connection, event.get());
      }
      if (event.isEmpty() || matching.lost()) {
        throw new RequirementFailedException(
            step.place(),
            connection.link.name(),
            event.isEmpty()
                ? Matching.next(List.of(matching))
                : Matching.insteadOfLast(List.of(matching)),
            Actual.of(event),
            waiting);
      }
    }
    scope.capture(matching.captures());
  }

  /** Answers an authentication request that the patterns do not care about. */
  private boolean authenticated(
      ExpectStep step, Connection connection, ToleratedMessages tolerated, Event event)
      throws CaseEnded {
    Login login = server.defaultLogin();
    boolean request =
        event instanceof Event.Received received && tolerated.answers(received.message());
    if (!request) {
      return false;
    } else if (login.password().isEmpty()) {
      if (connection.isOfAnother(login)) {
        throw CannotJudgeException.unsupported(
            "the server asks for a password for another user or database, and the login of the"
                + " target has none");
      }
      return false;
    }
    try {
      connection
          .authenticator(login)
          .answer(((Event.Received) event).message())
          .ifPresent(answer -> connection.send(answer, server.deadline()));
      return true;
    } catch (StartUpException e) {
      throw new RequirementFailedException(
          step.place(),
          connection.link.name(),
          Expected.Other.MEETABLE_REQUEST,
          new Actual.Refusal(e.answer(), e.getMessage()));
    }
  }

  /**
   * Decides what a matching pattern means.
   *
   * @param last the event that completed the match
   * @param turn the event after which no good outcome was possible
   * @param lacking what a good outcome needed before that event
   * @param answered whether a query has ended on its own
   */
  private void decide(
      ExpectStep step,
      Connection connection,
      ExpectStep.Choice choice,
      Event last,
      Optional<Event> turn,
      Optional<Expected> lacking,
      boolean answered)
      throws CaseEnded {
    try {
      outcomes.take(step, connection.link.name(), choice, turn.orElse(last), lacking);
    } catch (RequirementFailedException | OutcomeReachedException e) {
      if (answered
          && (e instanceof RequirementFailedException
              || ((OutcomeReachedException) e).verdict == Verdict.FAIL)) {
        mayHaveBeenOver(connection, last);
      }
      throw e;
    }
    boolean over = last instanceof Event.Received r && r.message() instanceof ReadyForQuery;
    if (over && connection.holdsUncertainly()) {
      // Later messages belong to other queries.
      connection.holdsNothing();
    }
  }

  /** Returns whether an event belongs to a query that ends on its own. */
  private static boolean answers(Event event) {
    return event instanceof Event.Received r
        && (r.message() instanceof DataRow || r.message() instanceof CommandComplete);
  }

  /**
   * Ends the case if a query that was not observed may have ended before the CancelRequest arrived.
   */
  private void mayHaveBeenOver(Connection connection, Event answer) throws OutcomeReachedException {
    if (connection.heldUncertainly(answer.nanos())) {
      remarks.say("the query ran to its end; whether the cancel came before that is not known");
      throw new OutcomeReachedException(Verdict.UNDECIDED);
    }
  }
}
