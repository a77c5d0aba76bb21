package pgconform.target.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import pgconform.link.Address;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.probe.ServerUnderTest;
import pgconform.target.process.CommandOutput;
import pgconform.target.process.Polling;
import pgconform.target.process.RecursiveDelete;
import pgconform.target.process.ShutdownHook;
import pgconform.target.process.StartedCommand;

/**
 * A server that a command of the user runs as long as this object exists. It ends with {@link
 * #close()}, or with the process of this tool, however that ends.
 */
public final class CommandServer implements ServerUnderTest {
  /** The time that a running server may take to answer before it is started again. */
  private static final Duration LAST_CHANCE = Duration.ofSeconds(5);

  /** The time that a server may take to report that it has received a signal. */
  private static final Duration NOTICE = Duration.ofSeconds(5);

  private final CommandSetup setup;
  private final StartedCommand command;
  private final Readiness readiness;
  private final CommandOutput output;
  private volatile StartedCommand.Running running;
  private boolean closed;

  private CommandServer(CommandSetup setup, CommandOutput output) {
    this.setup = setup;
    this.output = output;
    this.command = setup.command();
    this.readiness = new Readiness(setup.start().ready(), setup.readyCommand(), setup.settings());
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param output where its output is kept
   * @throws TargetUnavailable with one sentence, if another server has its address; with one
   *     sentence and its last lines, if it does not become ready
   */
  public static CommandServer start(CommandSetup setup, CommandOutput output) {
    ShutdownHook.begin();
    CommandServer server;
    try {
      server = ShutdownHook.add(() -> new CommandServer(setup, output));
    } catch (IOException e) {
      throw new TargetUnavailable("could not start the server: " + e.getMessage(), e);
    }
    try {
      server.requireFreeAddress();
      server.writeFiles();
      server.launch();
      return server;
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void requireFreeAddress() {
    Optional<Address> taken = Occupant.of(setup.settings(), setup.unixSocket());
    if (taken.isPresent()) {
      throw new TargetUnavailable(
          ("%s: something already listens at %s, so the server of 'start' could not be told from"
                  + " it; use ${port} in 'url', or end the other server")
              .formatted(setup.name(), taken.get()));
    }
  }

  private void writeFiles() {
    for (Map.Entry<String, String> file : setup.files().entrySet()) {
      Path path = setup.directory().resolve(file.getKey());
      try {
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      } catch (IOException e) {
        throw new TargetUnavailable(
            "%s: the file %s cannot be written".formatted(setup.name(), file.getKey()), e);
      }
    }
  }

  private synchronized void launch() {
    if (closed) {
      throw new TargetUnavailable(setup.name() + ": the server was stopped while it was starting");
    }
    try {
      running = command.start(output);
    } catch (TargetUnavailable e) {
      throw new TargetUnavailable(setup.name() + ": " + e.getMessage(), e);
    }
    awaitReady();
    running.ready();
  }

  private void awaitReady() {
    Duration bound = setup.start().ready().within();
    String[] missing = {""};
    boolean decided =
        Polling.until(
            bound,
            () -> {
              if (!running.isAlive() || ShutdownHook.isEnding()) {
                return true;
              }
              missing[0] = readiness.missing(running).orElse("");
              return missing[0].isEmpty();
            });
    if (!running.isAlive()) {
      running.awaitOutput();
      throw new TargetUnavailable(
          ("%s: the command %s ended %s before the server was ready; the last lines of its"
                  + " output:%n%s")
              .formatted(
                  setup.name(), command.command().get(0), running.status(), output.lastLines()));
    }
    if (!decided || !missing[0].isEmpty()) {
      throw new TargetUnavailable(
          "%s: the server was not ready within %s (%s); the last lines of its output:%n%s"
              .formatted(setup.name(), words(bound), missing[0], output.lastLines()));
    }
  }

  private static String words(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  @Override
  public ConnectionSettings settings() {
    return setup.settings();
  }

  @Override
  public Optional<Address> unixSocket() {
    return setup.unixSocket();
  }

  @Override
  public boolean exclusive() {
    return true;
  }

  @Override
  public Optional<Runnable> restart() {
    return setup.start().restarts() ? Optional.of(this::startAgain) : Optional.empty();
  }

  @Override
  public Optional<String> death() {
    return running.death();
  }

  private synchronized void startAgain() {
    if (closed) {
      return;
    }
    if (running.isAlive()
        && Polling.until(
            LAST_CHANCE, () -> !running.isAlive() || readiness.missing(running).isEmpty())
        && running.isAlive()) {
      return;
    }
    running.end();
    output.add("[pgconform starts it again]");
    try {
      launch();
    } catch (TargetUnavailable e) {
      // The code that waits for the server's return detects and reports its end.
      output.add("[it did not become ready again]");
    }
  }

  /**
   * Sends the command a signal, and waits until it prints that it has noticed.
   *
   * @throws TargetUnavailable if it does not print that
   */
  public void signal(String name, Pattern noticed) {
    if (!running.signal(name, noticed, NOTICE)) {
      throw new TargetUnavailable(
          "%s: the server took no notice of a %s signal".formatted(setup.name(), name));
    }
  }

  /** Ends the server in whatever state it is, and keeps its directory. */
  public synchronized void end() {
    if (!closed) {
      running.end();
    }
  }

  /** Starts the server in the same directory after its end; if that fails, nothing is left. */
  public void startAfterEnd() {
    try {
      launch();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    StartedCommand.Running server = running;
    // Done without the lock: the thread that waits until the server is ready detects its end.
    if (server != null && ShutdownHook.isEnding()) {
      server.end();
    }
    closeInTurn();
  }

  private synchronized void closeInTurn() {
    if (closed) {
      return;
    }
    closed = true;
    if (running != null) {
      running.end();
    }
    try {
      RecursiveDelete.delete(setup.directory());
    } catch (IOException e) {
      throw new TargetUnavailable("%s could not be removed".formatted(setup.directory()), e);
    } finally {
      ShutdownHook.remove(this);
    }
  }

  @Override
  public String toString() {
    return setup.name();
  }
}
