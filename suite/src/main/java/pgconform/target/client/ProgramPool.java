package pgconform.target.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import pgconform.exchange.ClientProgram;
import pgconform.scenario.TellStep;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.process.CommandOutput;

/**
 * Client programs of one kind, which are lent to cases. A program that has kept the contract serves
 * the next case; one that has not is ended and replaced.
 */
final class ProgramPool implements AutoCloseable {
  /**
   * How a program describes itself.
   *
   * @param driver its name and version
   * @param can what it can do, with a word for reports
   */
  record Greeting(String driver, Map<String, String> can) {}

  /** The length above which a command is not repeated in a sentence. */
  private static final int MOST_WORDS = 80;

  private final List<String> command;
  private final Path directory;
  private final CommandOutput errors;
  private final Duration patience;
  private final Semaphore room;
  private final Deque<DriverProcess> idle = new ArrayDeque<>();
  private final Set<DriverProcess> lent = new HashSet<>();
  private final String words;
  private Optional<String> firstBreach = Optional.empty();
  private boolean closed;

  /**
   * Creates a pool in which no program has been started yet.
   *
   * @param words the words that name them on a command line
   * @param most the maximum number that run at the same time
   * @param patience the time that a program may take to answer hello
   */
  ProgramPool(
      String words,
      List<String> command,
      Path directory,
      CommandOutput errors,
      int most,
      Duration patience) {
    this.words = words;
    this.command = List.copyOf(command);
    this.directory = directory;
    this.errors = errors;
    this.patience = patience;
    room = new Semaphore(most);
  }

  /**
   * Starts the first program.
   *
   * @throws TargetUnavailable with one sentence, if it cannot be used
   */
  Greeting greet() {
    DriverProcess first = DriverProcess.start(command, directory, errors, patience);
    synchronized (this) {
      idle.add(first);
    }
    return first.greeting();
  }

  ClientProgram lend() {
    room.acquireUninterruptibly();
    DriverProcess process = taken();
    if (process == null) {
      try {
        process = DriverProcess.start(command, directory, errors, patience);
      } catch (RuntimeException e) {
        room.release();
        throw e;
      }
    }
    boolean late;
    synchronized (this) {
      late = closed;
      lent.add(process);
    }
    if (late) {
      process.kill();
    }
    return new Lent(process);
  }

  private synchronized DriverProcess taken() {
    return idle.poll();
  }

  private void back(DriverProcess process) {
    boolean keep;
    synchronized (this) {
      lent.remove(process);
      keep = !closed && process.settled();
      if (keep) {
        idle.add(process);
      }
    }
    if (!keep) {
      process.discard();
    }
    room.release();
  }

  /**
   * Returns whether the unused programs end on their own when they are told that no commands
   * follow.
   */
  boolean leaves(Duration within) {
    List<DriverProcess> all;
    synchronized (this) {
      all = new ArrayList<>(idle);
    }
    return all.stream().allMatch(each -> each.leaves(within));
  }

  /** Returns the first breach for all programs, so that one cause is reported once. */
  private synchronized String breach(String own) {
    if (firstBreach.isEmpty()) {
      String shown = words.length() > MOST_WORDS || words.contains("\n") ? "-- COMMAND" : words;
      firstBreach = Optional.of("%s (see pgconform client --check %s)".formatted(own, shown));
    }
    return firstBreach.get();
  }

  @Override
  public void close() {
    List<DriverProcess> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(idle);
      idle.clear();
      lent.forEach(DriverProcess::kill);
    }
    all.forEach(DriverProcess::close);
  }

  /** A program that is lent to a case. */
  private final class Lent implements ClientProgram {
    private final DriverProcess process;

    Lent(DriverProcess process) {
      this.process = process;
    }

    @Override
    public long tell(TellStep.Command told, String connection, Map<String, Object> fields) {
      return process.tell(told, connection, fields);
    }

    @Override
    public Optional<Answer> answer(long number) {
      return process.answer(number);
    }

    @Override
    public Optional<String> ended() {
      return process.ended();
    }

    @Override
    public Optional<String> breach() {
      return process.breach().map(ProgramPool.this::breach);
    }

    @Override
    public void news(Runnable called) {
      process.news(called);
    }

    @Override
    public void close() {
      process.news(() -> {});
      process.closeConnections();
      back(process);
    }
  }
}
