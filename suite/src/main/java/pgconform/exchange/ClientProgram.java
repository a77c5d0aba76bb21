package pgconform.exchange;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import pgconform.scenario.TellStep;

/** A client program, for use by a single case at a time. */
public interface ClientProgram extends AutoCloseable {
  /** Lends programs. */
  @FunctionalInterface
  interface Lender {
    /** Returns a program that is not in use; waits until there is one. */
    ClientProgram lend();
  }

  /** How a program answers. */
  enum Kind {
    /** It has done what it was told. */
    OK,
    /** The driver reports an error. */
    ERROR,
    /** The driver reports that the connection is lost. */
    LOST,
    /** The driver cannot do that. */
    UNSUPPORTED
  }

  /**
   * An answer to what it was told.
   *
   * @param sqlState of an error, if the driver knows one
   * @param words of the driver
   */
  record Answer(Kind kind, Optional<String> sqlState, String words) {
    @Override
    public String toString() {
      return kind.name().toLowerCase(Locale.ROOT)
          + sqlState.map(state -> " " + state).orElse("")
          + (words.isEmpty() ? "" : ": " + words);
    }
  }

  /**
   * Tells it to do something.
   *
   * @param connection what it calls the connection
   * @param fields what belongs to the command
   * @return the number under which it answers
   */
  long tell(TellStep.Command command, String connection, Map<String, Object> fields);

  /** Returns what it has answered, if it has. */
  Optional<Answer> answer(long number);

  /** Says how it has ended, if it has, or has broken the contract. */
  Optional<String> ended();

  /**
   * Says what is wrong with the program, if it has broken the contract: then nothing that is seen
   * is the driver's doing. All programs of one kind say the same.
   */
  default Optional<String> breach() {
    return Optional.empty();
  }

  /** Sets the callback for answers and the end of the program; it replaces the former callback. */
  void news(Runnable called);

  /** Gives it back; one that still owes an answer is ended. */
  @Override
  void close();
}
