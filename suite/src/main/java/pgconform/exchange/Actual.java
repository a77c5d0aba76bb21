package pgconform.exchange;

import java.util.Optional;
import pgconform.link.Event;
import pgconform.wire.Diagnostic;

/**
 * The event that a step received instead of the expected one. Its text is for people; code uses the
 * type and the values.
 */
public sealed interface Actual
    permits Actual.Nothing,
        Actual.Seen,
        Actual.Outcome,
        Actual.Refusal,
        Actual.Room,
        Actual.Said,
        Actual.Answered,
        Actual.ProgramEnded,
        Actual.Answers,
        Actual.Round,
        TargetFailure,
        KeyWeakness {
  /**
   * Returns the kind of event, which is the same on any day and machine: the name of a message or
   * of another event, with the SQLSTATE of an error. Numbers, keys and texts are not part of it.
   */
  String kind();

  /** Returns whether nothing arrived within the time limit. */
  default boolean isSilence() {
    return false;
  }

  /** Returns the event that shows it; empty if there is none. */
  default Optional<Event> telling() {
    return Optional.empty();
  }

  /** Returns the SQLSTATE of the error that came; empty if none came. */
  default Optional<String> sqlState() {
    return Optional.empty();
  }

  /** Nothing arrived within the time limit. */
  record Nothing() implements Actual {
    @Override
    public boolean isSilence() {
      return true;
    }

    @Override
    public String kind() {
      return "nothing, until the time limit";
    }

    @Override
    public String toString() {
      return "nothing within the time limit";
    }
  }

  /** An event on the connection. */
  record Seen(Event event) implements Actual {
    /** Keeps only the part of a large message that is shown. */
    public Seen {
      event = toShow(event);
    }

    @Override
    public Optional<Event> telling() {
      return Optional.of(event);
    }

    @Override
    public Optional<String> sqlState() {
      return event instanceof Event.Received received
              && received.message() instanceof Diagnostic diagnostic
          ? diagnostic.sqlState()
          : Optional.empty();
    }

    @Override
    public String kind() {
      // A server may send anything as an SQLSTATE.
      return EventMatcher.name(event)
          + sqlState().filter(s -> s.matches("[0-9A-Z]{5}")).map(s -> " " + s).orElse("");
    }

    @Override
    public String toString() {
      return event.toString();
    }
  }

  /**
   * An outcome that the scenario names, but does not accept.
   *
   * @param event the event that explains it best
   */
  record Outcome(String name, Event event) implements Actual {
    /** Keeps only the part of a large message that is shown. */
    public Outcome {
      event = toShow(event);
    }

    @Override
    public Optional<Event> telling() {
      return Optional.of(event);
    }

    @Override
    public Optional<String> sqlState() {
      return new Seen(event).sqlState();
    }

    @Override
    public String kind() {
      return name + ": " + new Seen(event).kind();
    }

    @Override
    public String toString() {
      return name + ": " + event;
    }
  }

  /**
   * The server did not provide the connection or session that was requested.
   *
   * @param answer what it did instead; empty if it did nothing within the time limit
   * @param how it refused, in one sentence
   */
  record Refusal(Optional<Event> answer, String how) implements Actual {
    /** Keeps only the part of a large message that is shown. */
    public Refusal {
      answer = answer.map(Actual::toShow);
    }

    @Override
    public Optional<Event> telling() {
      return answer;
    }

    @Override
    public Optional<String> sqlState() {
      return of(answer).sqlState();
    }

    @Override
    public boolean isSilence() {
      return answer.isEmpty();
    }

    @Override
    public String kind() {
      return of(answer).kind();
    }

    @Override
    public String toString() {
      return how;
    }
  }

  /** The server had room for this number of sessions. */
  record Room(int sessions) implements Actual {
    @Override
    public String kind() {
      return "room for #";
    }

    @Override
    public String toString() {
      return "room for " + sessions;
    }
  }

  /**
   * The action of a client program.
   *
   * @param kind the kind, in words that are the same on any day and machine
   */
  record Said(String kind, String words) implements Actual {
    @Override
    public String toString() {
      return words;
    }
  }

  /** Another answer of a client program. */
  record Answered(ClientProgram.Answer answer) implements Actual {
    @Override
    public String kind() {
      return "answer " + answer.kind() + answer.sqlState().map(s -> " " + s).orElse("");
    }

    @Override
    public String toString() {
      return answer.toString();
    }
  }

  /** The client program has ended; a clause says how. */
  record ProgramEnded(String how) implements Actual {
    @Override
    public String kind() {
      return "the end of the program";
    }

    @Override
    public String toString() {
      return how;
    }
  }

  /** The number of ReadyForQuery messages, and of the messages that ask for one. */
  record Answers(int asked, int answered) implements Actual {
    @Override
    public String kind() {
      return answered < asked ? "too few ReadyForQuery" : "too many ReadyForQuery";
    }

    @Override
    public String toString() {
      return "%d ReadyForQuery for %d of these messages".formatted(answered, asked);
    }
  }

  /** A round of a race had these outcomes. */
  record Round(String outcomes) implements Actual {
    @Override
    public String kind() {
      return outcomes;
    }

    @Override
    public String toString() {
      return outcomes;
    }
  }

  private static Event toShow(Event event) {
    return event instanceof Event.Received received ? received.toShow() : event;
  }

  /** Returns the meaning of an event, or of its absence within the time limit. */
  static Actual of(Optional<Event> event) {
    return event.<Actual>map(Seen::new).orElseGet(Nothing::new);
  }
}
