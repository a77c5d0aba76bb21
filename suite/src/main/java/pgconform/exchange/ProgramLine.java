package pgconform.exchange;

import java.time.Duration;
import java.util.Locale;
import pgconform.scenario.Spelling;
import pgconform.scenario.TellStep;

/**
 * What passed between pgconform and a client program, which is no message of a connection. Its text
 * is one line of a report.
 */
public sealed interface ProgramLine {
  /**
   * A command that the program was told.
   *
   * @param connection what the program calls the connection
   * @param what it is about, without passwords: a URL, or SQL; empty if the command says it all
   */
  record Command(TellStep.Command command, String connection, String what) implements ProgramLine {
    /** The command and its connection. */
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

  /** A command that the program has not answered for so long. */
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
