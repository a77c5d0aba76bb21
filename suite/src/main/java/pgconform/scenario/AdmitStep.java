package pgconform.scenario;

import java.util.Optional;

/**
 * Takes the next connection of the client and starts a session on it, as a well-behaved server.
 *
 * @param name the name of the new session
 * @param newest the newest version of the protocol that is spoken
 * @param processId the process ID of the session
 * @param key the key of the session; empty if it gets none
 */
public record AdmitStep(
    Place place,
    String name,
    AcceptStep.Encryption encryption,
    Authentication authentication,
    Expression newest,
    Expression processId,
    Optional<Expression> key)
    implements ClientStep {
  /** How the client authenticates itself. */
  public enum Authentication {
    /** The client need not authenticate itself. */
    TRUST,
    /** The client sends its password. */
    CLEARTEXT,
    /** The client sends an MD5 hash of its password. */
    MD5,
    /** The client uses SCRAM-SHA-256. */
    SCRAM
  }

  private static final String USUAL_KEY = "01 02 03 04";
  private static final String NO_KEY = "none";

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "admit",
          "Scenarios about clients: takes the next connection and starts a session on it, as a"
              + " well-behaved server does, up to the first ReadyForQuery. A client that does not"
              + " get that far breaks the requirement.",
          f ->
              new AdmitStep(
                  f.place(),
                  f.required("admit", "The name of the new session.", Type.NEW_CONNECTION),
                  AcceptStep.encryption(f, "refused"),
                  f.optional(
                      "authentication",
                      "How the client shows who it is.",
                      Type.word(Authentication.class),
                      "trust"),
                  f.optional(
                      "newest",
                      "The newest version of the protocol that the server speaks.",
                      StepFields.VERSION,
                      "3.2"),
                  f.optional("process id", "Of the session.", StepFields.ANY, "4711"),
                  Optional.of(
                          f.optional(
                              "key",
                              "The secret key of the session: octets, a variable with `octets`, or"
                                  + " `none` for a session without BackendKeyData.",
                              StepFields.ANY,
                              USUAL_KEY))
                      .filter(key -> !key.toString().equals(NO_KEY))));

  @Override
  public StepProperties parts() {
    return new StepProperties().judging().opens(name).values(newest, processId).value(key);
  }

  @Override
  public String told() {
    return "start session %s as a server: %s, encryption %s, up to protocol %s, %s"
        .formatted(
            name,
            Spelling.written(authentication),
            Spelling.written(encryption),
            newest,
            key.map(octets -> "process ID " + processId + ", key " + octets).orElse("no key"));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.admit(this);
  }
}
