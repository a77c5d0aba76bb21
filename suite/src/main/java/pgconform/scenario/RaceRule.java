package pgconform.scenario;

/** A rule that holds in every round of a race, regardless of the winner. */
public enum RaceRule {
  /**
   * An error 57014 comes only on a session to which a CancelRequest was addressed, and only after
   * it was sent.
   */
  ADDRESSED(
      "an error 57014 only where a CancelRequest was sent for that session before, in this round"),
  /** One CancelRequest cancels at most one statement. */
  ONCE("at most one error 57014 for each CancelRequest"),
  /**
   * A message that was sent after the connection of the CancelRequest had closed is not canceled by
   * it.
   */
  FENCE("no error 57014 for what was sent after the connection of the CancelRequest had closed"),
  /** Each Query and each Sync is answered by one ReadyForQuery, after which nothing follows. */
  ANSWERED("one ReadyForQuery for each Query and Sync, and nothing after it");

  private final String words;

  RaceRule(String words) {
    this.words = words;
  }

  /** Returns the rule as an expectation, such as {@code at most one error 57014}. */
  public String words() {
    return words;
  }
}
