package pgconform.exchange;

import java.util.List;
import pgconform.scenario.CancelStep;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;

/** Sends CancelRequests, each over a connection of its own. */
final class Cancelling {
  private final Scope scope;
  private final SessionKeys keys;
  private final Opening opening;
  private final Sending sending;

  Cancelling(Scope scope, SessionKeys keys, Opening opening, Sending sending) {
    this.scope = scope;
    this.keys = keys;
    this.opening = opening;
    this.sending = sending;
  }

  /** All connections are open before the first request leaves. */
  void run(CancelStep step) throws Broken, Unable, Decided {
    BackendKeyData own = keys.of(step.of());
    Bytes key = scope.key(step.key(), own.secretKey());
    int processId = scope.processId(step.processId(), own.processId());
    List<Connection> group = opening.open(step.place(), step.as(), step.over(), step.times());
    sending.send(group, new CancelRequest(processId, key), step.framing());
  }
}
