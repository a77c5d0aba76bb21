package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import pgconform.link.Event;
import pgconform.link.Transport;
import pgconform.scenario.CancelStep;
import pgconform.scenario.Capability;
import pgconform.scenario.CloseStep;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.Expression;
import pgconform.scenario.GivenStep;
import pgconform.scenario.HoldStep;
import pgconform.scenario.OpenStep;
import pgconform.scenario.Payload;
import pgconform.scenario.Place;
import pgconform.scenario.SendStep;
import pgconform.scenario.StartStep;
import pgconform.scenario.Step;
import pgconform.wire.ErrorResponse;

/** Decides what the failure of a precondition means for the case. */
final class SettingUp {
  /**
   * The messages of the extended query protocol. A Sync alone is answered in the simple one, too.
   */
  private static final Set<String> EXTENDED =
      Set.of("Parse", "Bind", "Describe", "Execute", "Close", "Flush");

  private final Opening opening;
  private final CaseVariables scope;
  private final CaseRemarks remarks;
  private final boolean pooler;

  /**
   * @param pooler whether the target stands in front of a server
   */
  SettingUp(Opening opening, CaseVariables scope, CaseRemarks remarks, boolean pooler) {
    this.pooler = pooler;
    this.opening = opening;
    this.scope = scope;
    this.remarks = remarks;
  }

  /** Returns how the case ends when a step of a precondition was not satisfied. */
  CaseEnded failed(GivenStep given, Evidence evidence) {
    Optional<ErrorResponse> refusal = error(evidence.came()).filter(this::refuses);
    if (at(given, evidence) instanceof StartStep start) {
      // A server may refuse special sessions, such as those for replication.
      if (!start.parameters().isEmpty() && isRefusal(evidence.came())) {
        return unsupported(
            "the server refuses a step that only prepares the case: " + evidence.came());
      }
    } else if (refusal.isPresent()) {
      return unsupported("the server refuses a step that only prepares the case: " + refusal.get());
    }
    return new PreconditionFailedException(kind(given, evidence), evidence);
  }

  private OutcomeReachedException unsupported(String why) {
    remarks.say(why);
    return new OutcomeReachedException(Verdict.UNSUPPORTED);
  }

  /**
   * Returns whether a session is refused with an error; a server that is shutting down refuses all
   * sessions.
   */
  private static boolean isRefusal(Actual came) {
    return came instanceof Actual.Refusal
        && came.sqlState().filter(s -> !s.startsWith("57")).isPresent();
  }

  /** Returns the error that came. */
  static Optional<ErrorResponse> error(Actual came) {
    return came instanceof Actual.Seen seen
            && seen.event() instanceof Event.Received received
            && received.message() instanceof ErrorResponse error
        ? Optional.of(error)
        : Optional.empty();
  }

  /**
   * Returns whether an error is an answer to the SQL that was sent. An error of class 57 (Operator
   * Intervention), such as an unexpected cancel, and one that ends the session are not; but a proxy
   * in front of a server may end the session of a client that asks for something it does not offer.
   */
  private boolean refuses(ErrorResponse error) {
    return !error.sqlState().orElse("").startsWith("57")
        && (pooler || !error.severity().orElse("").equals("FATAL"));
  }

  /** Returns the kind of precondition that a step belongs to. */
  private SetUp kind(GivenStep given, Evidence evidence) {
    Step step = at(given, evidence);
    if (step instanceof StartStep start && !start.as().equals(Capability.DEFAULT_LOGIN)) {
      return SetUp.LOGIN;
    } else if (step instanceof StartStep start && !scope.text(start.protocol()).equals("3.0")) {
      return SetUp.OTHER_VERSION;
    } else if (step instanceof StartStep start) {
      return session(start.over());
    } else if (step instanceof OpenStep open) {
      return session(open.over());
    } else if (step instanceof HoldStep hold && !extended(hold.payload())) {
      return SetUp.HELD_QUERY;
    }
    List<Step> before = upTo(given.steps(), evidence.place());
    // Everything after a CancelRequest may be its effect.
    return before.stream().anyMatch(CancelStep.class::isInstance) ? SetUp.CANCEL : last(before);
  }

  /** Returns the steps up to the innermost one at a place; all of them if there is none. */
  static List<Step> upTo(List<Step> steps, Place place) {
    List<Step> all = Step.all(steps).toList();
    int last = all.size() - 1;
    for (int i = 0; i < all.size(); i++) {
      last = all.get(i).place().equals(place) ? i : last;
    }
    return all.subList(0, last + 1);
  }

  /** Returns the kind of the last step, if none of the steps cancels. */
  static SetUp last(List<Step> steps) {
    Step last = steps.get(steps.size() - 1);
    boolean ended =
        last instanceof ExpectStep expect
            && steps.stream()
                .filter(CloseStep.class::isInstance)
                .map(CloseStep.class::cast)
                .anyMatch(
                    close ->
                        close.name().equals(expect.name())
                            && close.by() == CloseStep.Manner.TERMINATE);
    return ended ? SetUp.END : queries(steps);
  }

  private static SetUp queries(List<Step> steps) {
    boolean extended =
        steps.stream()
            .anyMatch(
                step ->
                    (step instanceof SendStep send && extended(send.payload()))
                        || (step instanceof HoldStep hold && extended(hold.payload())));
    return extended ? SetUp.EXTENDED_QUERY : SetUp.QUERY;
  }

  private static boolean extended(List<Payload> payload) {
    return payload.stream()
        .anyMatch(
            each -> each instanceof Payload.Message message && EXTENDED.contains(message.name()));
  }

  private SetUp session(Expression over) {
    String word = scope.text(over);
    return word.equals(Capability.TLS_REFUSED.toString())
        ? SetUp.session(Transport.PLAIN)
        : SetUp.session(opening.transport(word));
  }

  /** Returns the innermost step at the place of the evidence. */
  static Step at(GivenStep given, Evidence evidence) {
    return Step.all(given.steps())
        .filter(step -> step.place().equals(evidence.place()))
        .reduce((outer, inner) -> inner)
        .orElse(given);
  }
}
