package pgconform.exchange;

import java.util.List;
import pgconform.scenario.CancelStep;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;

/** Sends CancelRequests, each over a new connection. */
final class Cancelling {
  private final CaseVariables scope;
  private final SessionKeys keys;
  private final Opening opening;
  private final Sending sending;
  private final boolean real;

  /**
   * Creates the sender.
   *
   * @param real false to send nothing, in order to see what happens without CancelRequests
   */
  Cancelling(
      CaseVariables scope, SessionKeys keys, Opening opening, Sending sending, boolean real) {
    this.real = real;
    this.scope = scope;
    this.keys = keys;
    this.opening = opening;
    this.sending = sending;
  }

  /** Carries out the step: all connections are open before the first request is sent. */
  void run(CancelStep step)
      throws RequirementFailedException, CannotJudgeException, OutcomeReachedException {
    if (!real) {
      return;
    }
    BackendKeyData own = keys.of(step.of());
    Bytes key = scope.key(step.key(), own.secretKey());
    int processId = scope.processId(step.processId(), own.processId());
    List<Connection> group = opening.open(step.place(), step.as(), step.over(), step.times());
    if (key.equals(own.secretKey()) && processId == own.processId()) {
      scope.group(step.of()).forEach(victim -> victim.aimedAt(group));
    }
    sending.send(group, new CancelRequest(processId, key), step.framing());
  }
}
