package pgconform.exchange;

/**
 * What happened to a target as a whole, and not only to the connections of a case.
 *
 * @param what in general
 * @param how in one sentence, as it was seen
 * @param certain whether nothing else was under way that may have caused it
 */
public record Damage(Kind what, String how, boolean certain) implements Came {
  /** The kinds of damage. */
  public enum Kind {
    /** It ended a session that no case had touched, and goes on. */
    ENDED_A_BYSTANDER("the end of a session that no case had touched"),
    /** It takes no connections any more. */
    REFUSES("a target that takes no connections"),
    /** It takes connections and answers nobody. */
    ANSWERS_NOBODY("a target that answers nobody");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** Whether it cannot be used until somebody mends it. */
  public boolean lasts() {
    return what != Kind.ENDED_A_BYSTANDER;
  }

  /** The same where others were under way as well. */
  public Damage perhaps() {
    return new Damage(what, how, false);
  }

  @Override
  public String kind() {
    return what.toString();
  }

  @Override
  public String toString() {
    String seen = what + ": " + how;
    return certain
        ? seen
        : seen + "; another requirement that was running, or the network, may be the cause";
  }
}
