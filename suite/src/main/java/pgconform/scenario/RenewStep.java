package pgconform.scenario;

/**
 * Ends all sessions of a proxy at the backend, and sets how later ones are admitted.
 *
 * @param keys the size of keys from protocol 3.2 on, or a word for special keys
 * @param oldKeys the size of keys under protocol 3.0
 * @param newest the newest version of the protocol that the backend speaks
 * @param otherMechanisms where the list of SASL mechanisms has unknown ones
 * @param pieces how the messages after the authentication are split into segments
 */
public record RenewStep(
    Place place,
    Expression keys,
    Expression oldKeys,
    Expression newest,
    AdmitStep.Authentication authentication,
    Expression otherMechanisms,
    Expression pieces)
    implements Step {
  /** Sessions get no key. */
  public static final String NO_KEYS = "none";

  /** Sessions get zeros as process ID and key. */
  public static final String ZEROS = "zeros";

  private static final String USUAL_KEYS = "usual";

  /** The object of the step. */
  private enum What {
    BACKEND
  }

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "renew",
          "Scenarios about proxies: the backend ends all sessions that the proxy has with it, and"
              + " admits those that it starts from now on as said here. The next case has a usual"
              + " backend again.",
          f -> {
            f.required("renew", "Always `backend`.", Type.word(What.class));
            return new RenewStep(
                f.place(),
                f.optional(
                    "keys",
                    "The keys of sessions: how many octets they have from protocol 3.2 on, `none`"
                        + " for sessions without BackendKeyData, `zeros` for process ID and key"
                        + " zero, or `usual` (32 octets).",
                    StepFields.KEYS,
                    USUAL_KEYS),
                f.optional(
                    "keys under 3.0",
                    "How many octets keys have under protocol 3.0. PostgreSQL has 4.",
                    StepFields.COUNT,
                    "4"),
                f.optional(
                    "newest",
                    "The newest version of the protocol that the backend speaks.",
                    StepFields.VERSION,
                    "3.2"),
                f.optional(
                    "authentication",
                    "How the proxy shows who it is.",
                    Type.word(AdmitStep.Authentication.class),
                    "trust"),
                f.optional(
                    "unknown mechanisms",
                    "Where the list of SASL mechanisms has others than SCRAM-SHA-256, which nobody"
                        + " knows: `before` it, `behind` it, or `nowhere`.",
                    StepFields.word("before", "behind", "nowhere"),
                    "nowhere"),
                f.optional(
                    "pieces",
                    "In how many segments the messages leave that follow the authentication:"
                        + " `whole`, `messages` (one for each), or `octets`.",
                    StepFields.word("whole", "messages", "octets"),
                    "whole"));
          });

  /** Returns whether a text is valid for the keys of sessions. */
  static boolean areKeys(String text) {
    return text.matches("[1-9]\\d{0,3}|" + NO_KEYS + "|" + ZEROS + "|" + USUAL_KEYS);
  }

  @Override
  public StepProperties parts() {
    return new StepProperties().values(keys, oldKeys, newest, otherMechanisms, pieces);
  }

  @Override
  public String told() {
    return "end all sessions at the backend, and admit others with %s keys, up to protocol %s, %s"
        .formatted(keys, newest, Spelling.written(authentication));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.renew(this);
  }
}
