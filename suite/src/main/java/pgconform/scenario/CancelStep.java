package pgconform.scenario;

import java.util.Optional;

/**
 * Sends CancelRequests for a session, each over a separate connection, and leaves the connections
 * open.
 *
 * @param as the name of the new connection
 * @param processId the process ID that is sent, unless it is the session's own
 * @param key the key that is sent, unless it is the session's own: octets, or a change of the
 *     session's key
 */
public record CancelStep(
    Place place,
    String of,
    String as,
    Optional<Expression> processId,
    Optional<Expression> key,
    Expression over,
    Expression times,
    Optional<Expression> framing)
    implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "cancel",
          "Sends a CancelRequest for a session over a new connection, and leaves that open.",
          f ->
              new CancelStep(
                  f.place(),
                  f.required("cancel", "The session to cancel.", Type.NAME),
                  f.optional(
                      "as", "The name of the new connection.", Type.NEW_CONNECTION, "cancel"),
                  f.optional(
                      "process id",
                      "The process ID to send, if not the session's: a number, `+N` for the"
                          + " session's plus N, `negated`, or a variable.",
                      StepFields.PROCESS_ID),
                  f.optional(
                      "key",
                      "The key to send, if not the session's: hexadecimal, `$other.secretKey`, or a"
                          + " variable with `wrong key`.",
                      StepFields.OCTETS),
                  StepFields.over(f, USUAL),
                  StepFields.times(f),
                  StepFields.framing(f)));

  @Override
  public StepProperties parts() {
    return new StepProperties()
        .uses(of)
        .opensAgain(as)
        .over(over)
        .values(times)
        .value(processId)
        .value(key)
        .framing(framing);
  }

  @Override
  public String told() {
    return "cancel %s over %s, connection %s%s%s%s%s"
        .formatted(
            of,
            StepFields.told(over),
            as,
            processId.map(p -> ", process id " + p).orElse(""),
            key.map(k -> ", key " + k).orElse(", with its own key"),
            StepFields.told(framing),
            StepFields.told(times, n -> ", " + n + " times"));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.cancel(this);
  }
}
