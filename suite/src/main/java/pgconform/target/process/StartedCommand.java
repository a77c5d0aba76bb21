package pgconform.target.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import pgconform.target.failure.TargetUnavailable;

/**
 * A command that runs for as long as a server does. It can be started again after its end.
 *
 * @param command its program and arguments
 * @param environment the environment variables, in addition to those of this process
 * @param runIn the directory in which it runs
 * @param directory the directory that is removed if this process is killed
 * @param signal the signal that ends it
 * @param within how long it may take to end
 */
public record StartedCommand(
    List<String> command,
    Map<String, String> environment,
    Path runIn,
    Path directory,
    String signal,
    Duration within) {
  private static final Duration DEATH_BOUND = Duration.ofMillis(500);
  private static final Duration OUTPUT_BOUND = Duration.ofMillis(500);
  private static final int SIGNAL_STATUS = 128;

  /** A running command. */
  public static final class Running {
    private final StartedCommand command;
    private final ProcessGroup group;
    private final CommandOutput output;
    private final Thread reader;

    private Running(StartedCommand command, CommandOutput output) throws IOException {
      this.command = command;
      this.output = output;
      output.listen();
      group =
          new ProcessGroup(
              command.command,
              command.environment,
              command.runIn,
              command.directory,
              command.signal,
              command.within);
      reader = output.read(group.process().getInputStream());
    }

    /** Returns whether it has not ended. */
    public boolean isAlive() {
      return group.process().isAlive();
    }

    /** Returns whether a line of its output matches. */
    public boolean hasPrinted(Pattern pattern) {
      return output.matches(pattern);
    }

    /** Notes that its further output does not matter. */
    public void ready() {
      output.ignore();
    }

    /**
     * Sends it a signal, and waits until it prints that it has noticed.
     *
     * @param noticed the expression that a line of its output then matches
     */
    public boolean signal(String name, Pattern noticed, Duration bound) {
      output.listen();
      Processes.signal(name, group.process().toHandle());
      boolean said = Polling.until(bound, () -> output.matches(noticed));
      output.ignore();
      return said;
    }

    /** Returns in a few words how it has ended. */
    public String status() {
      int status = group.process().exitValue();
      return status > SIGNAL_STATUS && status <= SIGNAL_STATUS + 64
          ? "by signal %d".formatted(status - SIGNAL_STATUS)
          : "with status %d".formatted(status);
    }

    /** Returns a message that it has ended, with its last lines; empty if it is still running. */
    public Optional<String> death() {
      // The end of its connections is visible a moment earlier than its own.
      Polling.until(DEATH_BOUND, () -> !isAlive());
      if (isAlive()) {
        return Optional.empty();
      }
      awaitOutput();
      return Optional.of("the process ended %s; %s".formatted(status(), output.note()));
    }

    /** Waits for the last output of a program that has ended. */
    public void awaitOutput() {
      try {
        reader.join(OUTPUT_BOUND.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Ends it and all that it has started. */
    public void end() {
      group.end(command.signal, command.within);
      awaitOutput();
    }
  }

  /**
   * Starts it.
   *
   * @throws TargetUnavailable with one sentence, if it cannot be started
   */
  public Running start(CommandOutput output) {
    ProgramFile.check(command.get(0), runIn, environment, "beside the target file");
    try {
      return new Running(this, output);
    } catch (IOException e) {
      throw new TargetUnavailable(
          "the command %s cannot be started: %s".formatted(command.get(0), e.getMessage()), e);
    }
  }

  /** Runs it to its end, and returns whether it has succeeded. */
  public boolean succeeds(Duration bound) {
    Running running = start(new CommandOutput());
    try {
      boolean ended = running.group.process().waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
      return ended && running.group.process().exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      running.end();
    }
  }
}
