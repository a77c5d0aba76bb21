package pgconform.exchange;

import java.time.Duration;
import java.util.Locale;
import pgconform.scenario.Spelling;
import pgconform.scenario.TellStep;

/**
 * An event between pgconform and a client program that is not a message on a connection. Its text
 * is one line of a report.
 */
public sealed interface ProgramLine {
  /**
   * A command that was sent to the program.
   *
   * @param connection the program's name for the connection
   * @param what what the command is about, without passwords: a URL or SQL; empty if the command
   *     itself says it
   */
  record Command(TellStep.Command command, String connection, String what) implements ProgramLine {
    /** Returns the command and its connection. */
    String brief() {
      return Spelling.written(command) + " " + connection;
    }

    @Override
    public String toString() {
      return brief() + (what.isEmpty() ? "" : ": " + what);
    }
  }

  /** An answer of the program. */
  record Answered(Command command, ClientProgram.Answer answer) implements ProgramLine {
    @Override
    public String toString() {
      return command.brief() + ": " + answer;
    }
  }

  /** A command that the program has not answered for this long. */
  record Unanswered(Command command, Duration since) implements ProgramLine {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%s: no answer after %.1f s", command.brief(), since.toMillis() / 1e3);
    }
  }

  /** The program has ended, or has broken the contract. */
  record Ended(String how) implements ProgramLine {
    @Override
    public String toString() {
      return how;
    }
  }
}
