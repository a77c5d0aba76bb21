package pgconform.exchange;

/**
 * Harm to the target as a whole, and not only to the connections of a case.
 *
 * @param what the kind of damage
 * @param how what was observed, in one sentence
 * @param certain whether no other requirement was running that may have caused it
 */
public record TargetFailure(Kind what, String how, boolean certain) implements Actual {
  /** The kinds of damage, each with its words in signatures and in sentences. */
  public enum Kind {
    /** It ended a session that no case had used, and still serves others. */
    ENDED_A_BYSTANDER(
        "the end of a session that no case had touched",
        "it ended a session that no case had used"),
    /** It accepts no more connections. */
    REFUSES("a target that takes no connections", "it accepts no more connections"),
    /** It accepts connections and does not answer. */
    ANSWERS_NOBODY("a target that answers nobody", "it accepts connections, but does not answer");

    private final String words;
    private final String sentence;

    Kind(String words, String sentence) {
      this.words = words;
      this.sentence = sentence;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** Returns whether it cannot be used until somebody repairs it. */
  public boolean lasts() {
    return what != Kind.ENDED_A_BYSTANDER;
  }

  /** Returns the same damage, of which other requirements may be the cause. */
  public TargetFailure perhaps() {
    return new TargetFailure(what, how, false);
  }

  @Override
  public String kind() {
    return what.toString();
  }

  @Override
  public String toString() {
    String seen = what.sentence + ": " + how;
    return certain
        ? seen
        : seen + "; another requirement that was running, or the network, may be the cause";
  }
}
