package pgconform.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pgconform.scenario.Expression;
import pgconform.scenario.KeysStep;
import pgconform.wire.BackendKeyData;

/** The keys of the sessions of a case. A case whose sessions have no keys cannot be judged. */
final class SessionKeys {
  private final CaseVariables scope;
  private final CaseRemarks remarks;

  SessionKeys(CaseVariables scope, CaseRemarks remarks) {
    this.scope = scope;
    this.remarks = remarks;
  }

  /** Returns the key of a session; for a group, that of its first session. */
  BackendKeyData of(String name) throws OutcomeReachedException {
    return scope.group(name).get(0).keyData().orElseThrow(this::none);
  }

  /** Ensures that the sessions whose keys are sent, compared or put in a query have keys. */
  void demand(Stream<Expression.Variable> variables) throws OutcomeReachedException {
    boolean lacks =
        variables
            .filter(v -> v.field().equals("processId") || v.field().equals("secretKey"))
            .flatMap(v -> scope.group(v.name()).stream().limit(1))
            .anyMatch(connection -> connection.keyData().isEmpty());
    if (lacks) {
      throw none();
    }
  }

  private OutcomeReachedException none() {
    remarks.say("the server sent no BackendKeyData");
    return new OutcomeReachedException(Verdict.UNSUPPORTED);
  }

  void judge(KeysStep step) throws RequirementFailedException, OutcomeReachedException {
    List<BackendKeyData> keys = new ArrayList<>();
    for (String name : step.names()) {
      scope.group(name).forEach(c -> c.keyData().ifPresent(keys::add));
    }
    if (keys.isEmpty()) {
      throw none();
    }
    boolean distinct = step.demand() == KeysStep.Demand.DISTINCT;
    Optional<KeyWeakness> weakness = distinct ? EqualKeys.in(keys) : KeyQuality.predictable(keys);
    if (weakness.isPresent()) {
      Expected expected =
          distinct ? Expected.Other.DISTINCT_KEYS : Expected.Other.UNPREDICTABLE_KEYS;
      throw new RequirementFailedException(
          step.place(), step.names().get(0), expected, weakness.get());
    }
  }
}
