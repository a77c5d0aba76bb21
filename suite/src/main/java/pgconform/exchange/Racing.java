package pgconform.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Poller;
import pgconform.scenario.RaceStep;
import pgconform.scenario.TellStep;
import pgconform.wire.CancelRequest;

/**
 * The race between a cancel that takes effect late and the next query of its session. It is decided
 * by what happens first on this side: the next query, or the close of the connection of the cancel
 * by pgconform.
 */
final class Racing {
  /** The confidence level of the limits of a share. */
  private static final double CONFIDENCE = 0.95;

  private static final String CANCELED = "57014";

  private final ServedClient client;
  private final Poller poller;
  private final CaseVariables scope;
  private final CaseRemarks remarks;
  private final Admitting admitting;
  private final Running running;
  private final Told told;

  Racing(
      ServedClient client,
      Poller poller,
      CaseVariables scope,
      CaseRemarks remarks,
      Admitting admitting,
      Running running,
      Told told) {
    this.client = client;
    this.poller = poller;
    this.scope = scope;
    this.remarks = remarks;
    this.admitting = admitting;
    this.running = running;
    this.told = told;
  }

  void run(RaceStep step) throws CaseEnded {
    int rounds = (int) scope.number(step.rounds());
    Duration late = scope.duration(step.late());
    int hits = 0;
    for (int round = 1; round <= rounds; round++) {
      boolean hit = round(step, scope.group(step.on()).get(0), late);
      hits += hit ? 1 : 0;
      if (hit && !step.counted()) {
        throw new RequirementFailedException(
            step.place(),
            step.on(),
            new Expected.OfClient("the next query after the end of the cancel's connection"),
            new Actual.Said("the next query, before that", "the next query, before that"));
      }
    }
    if (step.counted()) {
      remarks.say(told(hits, rounds, scope.text(step.late())));
      remarks.note(Verdict.INFO, Optional.empty());
    }
  }

  /** Returns a sentence with the number of hits and the share of all queries that it implies. */
  static String told(int hits, int rounds, String late) {
    double rest = (1 - CONFIDENCE) / 2;
    return String.format(
        Locale.ROOT,
        "%d of %d next queries came before a cancel that takes effect %s after its CancelRequest;"
            + " with %.0f%% confidence, such a cancel hits %.1f%% to %.1f%% of them",
        hits,
        rounds,
        late,
        100 * CONFIDENCE,
        100 * Binomial.lowest(hits, rounds, rest),
        100 * Binomial.highest(hits, rounds, rest));
  }

  /** Runs a round and returns whether the next query is hit. */
  private boolean round(RaceStep step, Connection session, Duration late) throws CaseEnded {
    tell(step, TellStep.Command.QUERY);
    running.await(step.place(), session, client.deadline());
    tell(step, TellStep.Command.CANCEL);
    Connection cancel = admitting.cancel(step.place(), "cancel", client.deadline());
    Optional<Event> event = cancel.link.next(client.deadline());
    boolean request =
        event.isPresent()
            && event.get() instanceof Event.Received received
            && received.message() instanceof CancelRequest;
    if (!request) {
      throw new RequirementFailedException(
          step.place(), "cancel", new Expected.OfClient("CancelRequest"), Actual.of(event));
    }
    Deadline effect = Deadline.in(late);
    running.reply(session, Optional.empty());
    boolean asked = false;
    boolean hit = false;
    while (!hit && awaitNews(step, session, asked, effect)) {
      if (!asked && bothAnswered(step)) {
        tell(step, TellStep.Command.QUERY);
        asked = true;
      }
      told.serve();
      hit = asked && session.link.hasEvent();
    }
    cancel.close();
    if (!asked) {
      told.answered(
          step.place(), step.name(), List.of(TellStep.Command.CANCEL, TellStep.Command.QUERY));
      tell(step, TellStep.Command.QUERY);
    }
    running.await(step.place(), session, client.deadline());
    running.reply(session, hit ? Optional.of(CANCELED) : Optional.empty());
    told.answered(step.place(), step.name(), List.of(TellStep.Command.QUERY));
    return hit;
  }

  /**
   * Waits until the driver waits for an answer, or what comes next has come: the answers of the
   * program, and then the next query.
   */
  private boolean awaitNews(RaceStep step, Connection session, boolean asked, Deadline effect) {
    return poller.await(
            () ->
                told.isDue()
                    || told.ended()
                    || (asked ? session.link.hasEvent() : bothAnswered(step)),
            effect)
        && !told.ended();
  }

  private boolean bothAnswered(RaceStep step) {
    return told.isAnswered(TellStep.Command.CANCEL, step.name())
        && told.isAnswered(TellStep.Command.QUERY, step.name());
  }

  private void tell(RaceStep step, TellStep.Command command) {
    told.tell(
        new TellStep(step.place(), step.name(), command, List.of(), List.of(), Optional.empty()));
  }
}
