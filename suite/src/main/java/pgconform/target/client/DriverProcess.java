package pgconform.target.client;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import pgconform.exchange.ClientProgram;
import pgconform.scenario.Spelling;
import pgconform.scenario.TellStep;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.process.CommandOutput;
import pgconform.target.process.Polling;
import pgconform.target.process.ProgramFile;
import pgconform.target.process.ShutdownHook;
import pgconform.target.process.TalkingProgram;
import pgconform.wire.Text;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running client program, with its commands and answers. */
final class DriverProcess implements AutoCloseable {
  /** The version of the contract. */
  static final int CONTRACT = 1;

  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final int SHOWN = 200;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Map<Long, ClientProgram.Answer> answers = new ConcurrentHashMap<>();
  private final Map<Long, Boolean> owed = new ConcurrentHashMap<>();
  private final Set<String> connections = new HashSet<>();
  private volatile Optional<String> ended = Optional.empty();
  private volatile boolean broken;
  private volatile boolean discarded;
  private volatile JsonNode hello;
  private Runnable called = () -> {};
  private TalkingProgram program;
  private volatile long number;

  private DriverProcess() {}

  /**
   * Starts a program and greets it.
   *
   * @param patience the time that it may take to answer
   * @throws TargetUnavailable with one sentence, if it cannot be used
   */
  static DriverProcess start(
      List<String> command, Path directory, CommandOutput errors, Duration patience) {
    Path here = Path.of("").toAbsolutePath();
    ProgramFile.check(command.get(0), here, Map.of(), "in this directory");
    DriverProcess process = new DriverProcess();
    try {
      ShutdownHook.add(
          () -> {
            process.program =
                new TalkingProgram(
                    command,
                    Map.of("PGGSSENCMODE", "disable"),
                    here,
                    directory,
                    errors,
                    process::heard,
                    process::over);
            return process;
          });
    } catch (IOException e) {
      throw new TargetUnavailable(
          "the client program %s cannot be started: %s".formatted(command.get(0), e.getMessage()),
          e);
    }
    process.program.tell("{\"id\":0,\"do\":\"hello\",\"contract\":%d}".formatted(CONTRACT));
    Polling.until(patience, () -> process.hello != null || process.ended.isPresent());
    if (process.ended.isPresent() || process.hello == null) {
      String why =
          process.ended.orElse(
              "it does not answer hello within %d seconds".formatted(patience.toSeconds()));
      process.kill();
      throw new TargetUnavailable("the client program cannot be used: " + why);
    }
    return process;
  }

  ProgramPool.Greeting greeting() {
    Map<String, String> can = new LinkedHashMap<>();
    hello.path("can").forEach(each -> can.put(Text.printable(each.asString(""), SHOWN), "yes"));
    return new ProgramPool.Greeting(
        Text.printable(hello.path("driver").asString("a client"), SHOWN), can);
  }

  /** Handles a line that the program prints. */
  private void heard(String line) {
    if (line.isBlank()) {
      return;
    }
    String shown = Text.printable(line, SHOWN);
    try {
      JsonNode node = MAPPER.readTree(line);
      long id = node.path("id").asLong(-1);
      boolean greeting = hello == null && id == 0;
      Optional<String> fault =
          Answers.fault(node).or(() -> greeting ? Answers.faultOfHello(node) : Optional.empty());
      if (fault.isPresent()) {
        broken(fault.get() + ": " + shown);
      } else if (greeting) {
        hello = node.path("ok");
      } else if (owed.remove(id) == null) {
        boolean told = id >= 0 && id <= number;
        broken((told ? "it answers twice: " : "it answers what it was not told: ") + shown);
      } else {
        answers.put(id, Answers.of(node));
      }
    } catch (JacksonException e) {
      broken("it prints what is no JSON object, which belongs on its standard error: " + shown);
    }
    tellNews();
  }

  private void broken(String how) {
    if (ended.isEmpty()) {
      broken = true;
      ended = Optional.of("the program breaks the contract: " + how);
    }
  }

  private void over() {
    program.flooded().ifPresent(what -> broken("it prints %s, and was ended".formatted(what)));
    if (ended.isEmpty() && !discarded) {
      ended = Optional.of(program.end());
    }
    tellNews();
  }

  private synchronized void tellNews() {
    called.run();
  }

  synchronized void news(Runnable other) {
    called = other;
  }

  long tell(TellStep.Command command, String connection, Map<String, Object> fields) {
    long id = number + 1;
    number = id;
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("id", id);
    line.put("do", Spelling.written(command));
    line.put("conn", connection);
    line.putAll(fields);
    owed.put(id, true);
    if (command == TellStep.Command.CONNECT) {
      connections.add(connection);
    } else if (command == TellStep.Command.CLOSE) {
      connections.remove(connection);
    }
    program.tell(MAPPER.writeValueAsString(line));
    return id;
  }

  Optional<ClientProgram.Answer> answer(long id) {
    return Optional.ofNullable(answers.get(id));
  }

  Optional<String> ended() {
    return ended;
  }

  /** Returns how it has broken the contract, if it has. */
  Optional<String> breach() {
    return ended.filter(how -> broken);
  }

  /** Tells it to close what a case has left open; the case has already closed its own ends. */
  void closeConnections() {
    for (String connection : List.copyOf(connections)) {
      if (ended.isEmpty()) {
        tell(TellStep.Command.CLOSE, connection, Map.of());
      }
    }
    Polling.until(SETTLING, () -> owed.isEmpty() || ended.isPresent());
  }

  /** Returns whether it owes no answer, and can serve another case. */
  boolean settled() {
    boolean settled = owed.isEmpty() && ended.isEmpty();
    answers.clear();
    return settled;
  }

  /** Returns whether it ends on its own when it is told that no commands follow. */
  boolean leaves(Duration within) {
    return program.leaves(within);
  }

  /** Ends it after its case; {@link #ended} only reports what happened before. */
  void discard() {
    discarded = true;
    kill();
  }

  void kill() {
    ShutdownHook.remove(this);
    program.kill();
  }

  @Override
  public void close() {
    ShutdownHook.remove(this);
    program.close();
  }
}
