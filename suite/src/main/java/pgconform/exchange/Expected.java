package pgconform.exchange;

import java.util.List;
import java.util.stream.Collectors;
import pgconform.link.Transport;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.Pattern;
import pgconform.scenario.RaceRule;

/** What a step expects. Its text is for people; code uses the type and the values. */
public sealed interface Expected {
  /** One of the possible next events. */
  record Events(List<Pattern.One> next) implements Expected {
    @Override
    public String toString() {
      return next.stream().map(Pattern::toString).distinct().collect(Collectors.joining(" or "));
    }
  }

  /** All of these events, in any order, before the event that came. */
  record Lacking(List<Pattern.One> events) implements Expected {
    @Override
    public String toString() {
      return events.stream().map(Pattern::toString).collect(Collectors.joining(" and "));
    }
  }

  /** One of the accepted outcomes; if there is none, any outcome except {@code but}. */
  record Outcomes(List<ExpectStep.Choice> accepted, String but) implements Expected {
    @Override
    public String toString() {
      return accepted.isEmpty()
          ? "anything but " + but
          : accepted.stream()
              .map(choice -> choice.outcome() + ": " + choice.pattern())
              .collect(Collectors.joining(", or "));
    }
  }

  /** A connection that is protected as requested. */
  record ConnectionOver(Transport transport) implements Expected {
    @Override
    public String toString() {
      return "a connection over " + transport;
    }
  }

  /**
   * A session.
   *
   * @param orFull whether an error that says that the server is full is accepted as well
   */
  record Session(String user, boolean orFull) implements Expected {
    @Override
    public String toString() {
      return "a session for "
          + user
          + (orFull ? " or ErrorResponse[C=%s]".formatted(Opening.FULL) : "");
    }
  }

  /** Room for as many sessions as an earlier group had. */
  record Room(int sessions) implements Expected {
    @Override
    public String toString() {
      return "room for %d sessions, as before".formatted(sessions);
    }
  }

  /** The expected action of a client, in words that do not depend on the run. */
  record OfClient(String words) implements Expected {
    @Override
    public String toString() {
      return words;
    }
  }

  /** What a proxy should have done, in words that do not depend on the run. */
  record OfProxy(String words) implements Expected {
    @Override
    public String toString() {
      return words;
    }
  }

  /** A rule that holds in every round of a race. */
  record OfRace(RaceRule rule) implements Expected {
    @Override
    public String toString() {
      return rule.words();
    }
  }

  /** No round of a race with these outcomes. */
  record Never(String outcomes) implements Expected {
    @Override
    public String toString() {
      return "no round with the outcomes " + outcomes;
    }
  }

  /** An expectation without values. */
  enum Other implements Expected {
    /** An authentication request that the login can answer. */
    MEETABLE_REQUEST("an authentication request that this login can answer"),
    /** A query that is seen running. */
    RUNNING_QUERY("the query to be running"),
    /** A target that the case does not harm. */
    UNHARMED("the target to keep serving other clients"),
    /** Keys that are all different. */
    DISTINCT_KEYS("distinct keys"),
    /** Keys without a weakness. */
    UNPREDICTABLE_KEYS("keys that cannot be predicted");

    private final String words;

    Other(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
