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

  /** The kinds of answers of a program. */
  enum Kind {
    /** It has done what the command asked for. */
    OK,
    /** The driver reports an error. */
    ERROR,
    /** The driver reports that the connection is lost. */
    LOST,
    /** The driver cannot do that. */
    UNSUPPORTED
  }

  /**
   * An answer to a command.
   *
   * @param sqlState the SQLSTATE of an error, if the driver reports one
   * @param words the words of the driver
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
   * Sends a command to the program.
   *
   * @param connection the program's name for the connection
   * @param fields the fields of the command
   * @return the number of the command, under which it is answered
   */
  long tell(TellStep.Command command, String connection, Map<String, Object> fields);

  /** Returns the answer to the command with this number, if it has come. */
  Optional<Answer> answer(long number);

  /** Returns how the program has ended or broken the contract, if it has. */
  Optional<String> ended();

  /**
   * Returns what is wrong with the program, if it has broken the contract: then nothing that is
   * observed is caused by the driver. All programs of one kind give the same reason.
   */
  default Optional<String> breach() {
    return Optional.empty();
  }

  /** Sets the callback for answers and the end of the program; it replaces the former callback. */
  void news(Runnable called);

  /** Returns the program; one that still owes an answer is ended. */
  @Override
  void close();
}
