package pgconform.target.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A program that reads commands line by line and answers line by line. Its standard error is kept.
 * It is ended with all that it has started.
 */
public final class TalkingProgram implements AutoCloseable {
  private static final int LONGEST_LINE = 64 * 1024;

  /** The largest output between two commands; a program that prints more is ended. */
  private static final int MOST_OCTETS = 1024 * 1024;

  private static final Duration FAREWELL = Duration.ofSeconds(1);
  private static final Duration ENDING = Duration.ofMillis(500);

  private final ProcessGroup group;
  private final CommandOutput errors;
  private final Consumer<String> lines;
  private final Runnable over;
  private final Thread errorReader;
  private final AtomicInteger octets = new AtomicInteger();
  private volatile Optional<String> flooded = Optional.empty();

  /**
   * Starts it.
   *
   * @param directory the directory that is removed if this process is killed
   * @param errors takes its standard error
   * @param lines takes each line of its standard output
   * @param over called once there will be no further line
   */
  public TalkingProgram(
      List<String> command,
      Map<String, String> environment,
      Path runIn,
      Path directory,
      CommandOutput errors,
      Consumer<String> lines,
      Runnable over)
      throws IOException {
    this.errors = errors;
    this.lines = lines;
    this.over = over;
    errors.listen();
    group = new ProcessGroup(command, environment, runIn, directory, "TERM", ENDING, true);
    errorReader = errors.read(group.process().getErrorStream());
    Thread reader = new Thread(this::pump, "pgconform-answers");
    reader.setDaemon(true);
    reader.start();
  }

  /** Sends it a line; nothing happens if it has ended. */
  public synchronized void tell(String line) {
    octets.set(0);
    OutputStream out = group.process().getOutputStream();
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      // The code that reads its answers reports its end.
    }
  }

  private void pump() {
    byte[] line = new byte[LONGEST_LINE];
    int size = 0;
    byte[] buffer = new byte[8192];
    try (InputStream in = group.process().getInputStream()) {
      for (int count = in.read(buffer); count >= 0 && flooded.isEmpty(); count = in.read(buffer)) {
        if (octets.addAndGet(count) > MOST_OCTETS) {
          flooded = Optional.of("more than %d kB at a stretch".formatted(MOST_OCTETS / 1024));
        }
        for (int i = 0; i < count && flooded.isEmpty(); i++) {
          if (buffer[i] == '\n') {
            lines.accept(new String(line, 0, size, StandardCharsets.UTF_8));
            size = 0;
          } else if (size == line.length) {
            flooded = Optional.of("a line of more than %d kB".formatted(LONGEST_LINE / 1024));
          } else {
            line[size++] = buffer[i];
          }
        }
      }
    } catch (IOException e) {
      // It has ended.
    }
    if (flooded.isPresent()) {
      group.process().destroyForcibly();
    }
    over.run();
  }

  /** Returns a description of the excessive output for which it was ended, if it was. */
  public Optional<String> flooded() {
    return flooded;
  }

  /** Returns how it has ended, in a clause, with the last lines of its standard error. */
  public String end() {
    Polling.until(ENDING, () -> !group.process().isAlive());
    if (group.process().isAlive()) {
      return "the program has closed its standard output";
    }
    joinErrors();
    return "the program ended with status %d; %s"
        .formatted(group.process().exitValue(), errors.note());
  }

  private void joinErrors() {
    try {
      errorReader.join(ENDING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells it that no commands follow; returns whether it ends on its own within that time. */
  public boolean leaves(Duration within) {
    try {
      group.process().getOutputStream().close();
    } catch (IOException e) {
      // It has ended.
    }
    return Polling.until(within, () -> !group.process().isAlive());
  }

  /** Tells it that no commands follow, and kills it if it does not end. */
  @Override
  public void close() {
    leaves(FAREWELL);
    group.end("TERM", ENDING);
  }

  /** Ends it at once. */
  public void kill() {
    group.end("KILL", ENDING);
  }
}
