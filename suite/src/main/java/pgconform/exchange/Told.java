package pgconform.exchange;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.scenario.Place;
import pgconform.scenario.QuietStep;
import pgconform.scenario.Spelling;
import pgconform.scenario.TellStep;
import pgconform.scenario.ToldStep;
import pgconform.wire.Text;

/** The commands that a case sends to the client program, and the answers of the program. */
final class Told implements AutoCloseable {
  private static final int MOST_SQL = 200;

  /** The time after which a missing answer is worth a remark. */
  private static final Duration NOTABLE = Duration.ofSeconds(1);

  private final Subject.Client subject;
  private final Poller poller;
  private final CaseVariables scope;
  private final int port;
  private final Serving serving;
  private final ClientProgram program;
  private final Transcript transcript;
  private final List<Long> numbers = new ArrayList<>();
  private final Map<Long, Open> open = new ConcurrentHashMap<>();
  private final AtomicBoolean endNoted = new AtomicBoolean();
  private final Set<Long> queries = new HashSet<>();
  private final Map<String, Long> last = new HashMap<>();
  private String sql = TellStep.USUAL_QUERY;

  /** A command without an answer, and when it was sent. */
  private record Open(ProgramLine.Command command, long since) {}

  Told(
      Subject.Client subject,
      Poller poller,
      Transcript transcript,
      CaseVariables scope,
      Serving serving,
      int port) {
    this.transcript = transcript;
    this.serving = serving;
    this.subject = subject;
    this.poller = poller;
    this.scope = scope;
    this.port = port;
    program = subject.programs().lend();
    program.news(
        () -> {
          record();
          poller.wake();
        });
  }

  /** Records what has come from the program; also called by other threads. */
  private void record() {
    open.forEach(
        (number, told) ->
            program
                .answer(number)
                .filter(answer -> open.remove(number, told))
                .ifPresent(answer -> note(new ProgramLine.Answered(told.command, answer))));
    program
        .ended()
        .filter(how -> endNoted.compareAndSet(false, true))
        .ifPresent(how -> note(new ProgramLine.Ended(how)));
  }

  private void note(ProgramLine line) {
    Transcript.Kind kind =
        line instanceof ProgramLine.Answered ? Transcript.Kind.ANSWERED : Transcript.Kind.NOTE;
    transcript.addOfProgram(kind, line);
  }

  /** Records which answers have been missing for long, now that it matters. */
  private void recordMissing() {
    record();
    long now = System.nanoTime();
    open.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(each -> now - each.getValue().since > NOTABLE.toNanos())
        .filter(each -> open.remove(each.getKey(), each.getValue()))
        .map(Map.Entry::getValue)
        .forEach(
            told ->
                note(new ProgramLine.Unanswered(told.command, Duration.ofNanos(now - told.since))));
  }

  /** Returns the query that the program was last told to run. */
  String sql() {
    return sql;
  }

  void tell(TellStep step) {
    Map<String, Object> fields = new LinkedHashMap<>();
    String what = "";
    if (step.command() == TellStep.Command.CONNECT) {
      fields.put("url", url(step, encoded(ServedClient.PASSWORD.reveal())));
      what = url(step, "****");
    } else if (step.command() == TellStep.Command.QUERY) {
      sql = step.sql().map(text -> scope.text(text)).orElse(TellStep.USUAL_QUERY);
      fields.put("sql", sql);
      what = Text.printable(sql, MOST_SQL);
    }
    fields.put("within_ms", subject.limit().toMillis());
    ProgramLine.Command line = new ProgramLine.Command(step.command(), step.name(), what);
    transcript.addOfProgram(Transcript.Kind.TOLD, line);
    Open told = new Open(line, System.nanoTime());
    long number = program.tell(step.command(), step.name(), fields);
    numbers.add(number);
    open.put(number, told);
    record();
    if (step.command() == TellStep.Command.QUERY) {
      queries.add(number);
    }
    last.put(key(step.command(), step.name()), number);
  }

  private static String key(TellStep.Command command, String name) {
    return command + " " + name;
  }

  private String url(TellStep step, String password) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("sslmode", "disable");
    step.settings().forEach(each -> settings.put(each.name(), scope.text(each.value())));
    if (settings.get("sslmode").startsWith("verify")) {
      settings.putIfAbsent("sslrootcert", subject.authority().toString());
    }
    // An empty value leaves a setting to the driver.
    settings.values().removeIf(String::isEmpty);
    Stream<String> hosts =
        step.at().isEmpty()
            ? Stream.of(TellStep.USUAL_ADDRESS)
            : step.at().stream().map(address -> scope.text(address));
    return "postgresql://app:%s@%s/app?%s"
        .formatted(
            password,
            hosts.map(host -> host + ":" + port).collect(Collectors.joining(",")),
            settings.entrySet().stream()
                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&")));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Optional<ClientProgram.Answer> answer(TellStep.Command command, String name) {
    return Optional.ofNullable(last.get(key(command, name))).flatMap(program::answer);
  }

  /** Waits for an answer that is accepted. */
  ClientProgram.Kind await(ToldStep step, Deadline deadline) throws RequirementFailedException {
    long waiting = System.nanoTime();
    await(step.of(), step.name(), deadline);
    Optional<ClientProgram.Answer> answer = answer(step.of(), step.name());
    boolean good =
        answer
            .filter(each -> step.answers().stream().anyMatch(is -> is(each, is)))
            .filter(each -> fits(step, each))
            .isPresent();
    if (!good) {
      throw new RequirementFailedException(
          step.place(),
          step.name(),
          new Expected.OfClient(step.told()),
          answer.<Actual>map(Actual.Answered::new).orElseGet(this::came),
          waiting);
    }
    String without = step.without().map(text -> scope.text(text)).orElse("");
    if (!without.isEmpty() && answer.get().words().contains(without)) {
      throw new RequirementFailedException(
          step.place(),
          step.name(),
          new Expected.OfClient("words without \"" + without + "\""),
          new Actual.Said("words with it", answer.get().toString()),
          waiting);
    }
    return answer.get().kind();
  }

  /** Waits for the answers to these commands, whatever they are. */
  void answered(Place place, String name, List<TellStep.Command> commands)
      throws RequirementFailedException {
    for (TellStep.Command command : commands) {
      await(command, name, Deadline.in(subject.limit()));
      if (!isAnswered(command, name)) {
        throw new RequirementFailedException(
            place,
            name,
            new Expected.OfClient("an answer to " + Spelling.written(command)),
            came());
      }
    }
  }

  boolean isAnswered(TellStep.Command command, String name) {
    return answer(command, name).isPresent();
  }

  /** Returns whether the program has ended or broken the contract. */
  boolean ended() {
    return program.ended().isPresent();
  }

  /** Ends the case if the program has broken the contract: then nothing is caused by the driver. */
  void checkContract() throws CannotJudgeException {
    Optional<String> breach = program.breach();
    if (breach.isPresent()) {
      throw new CannotJudgeException(breach.get());
    }
  }

  /** Returns whether it has answered all commands. */
  private boolean isIdle() {
    return numbers.stream().allMatch(number -> program.answer(number).isPresent());
  }

  /** Returns whether a driver waits for an answer on its own account. */
  boolean isDue() {
    return serving.due(sql);
  }

  /** Sends the answers that a driver waits for on its own account. */
  void serve() {
    serving.serve(sql);
  }

  /** Waits until something has come, or the program has answered all commands. */
  void awaitIdle(BooleanSupplier come, Deadline deadline) throws CannotJudgeException {
    BooleanSupplier over = () -> come.getAsBoolean() || ended() || isIdle();
    while (poller.await(() -> over.getAsBoolean() || isDue(), deadline) && !over.getAsBoolean()) {
      serve();
    }
    checkContract();
  }

  /** Waits for an answer, and answers other queries of the driver in the meantime. */
  private void await(TellStep.Command command, String name, Deadline deadline) {
    while (poller.await(
            () ->
                answer(command, name).isPresent()
                    || program.ended().isPresent()
                    || serving.due(sql),
            deadline)
        && answer(command, name).isEmpty()
        && program.ended().isEmpty()) {
      serving.serve(sql);
    }
  }

  private static boolean is(ClientProgram.Answer answer, ToldStep.Answer is) {
    return answer.kind().name().equals(is.name());
  }

  /** Returns whether an error has the required SQLSTATE; not every driver reports one. */
  private boolean fits(ToldStep step, ClientProgram.Answer answer) {
    return answer.kind() != ClientProgram.Kind.ERROR
        || step.sqlState().isEmpty()
        || answer.sqlState().isEmpty()
        || answer.sqlState().get().equals(scope.text(step.sqlState().get()));
  }

  void unanswered(QuietStep step, Deadline deadline) throws RequirementFailedException {
    TellStep.Command command = step.unanswered().orElseThrow();
    await(command, step.name(), deadline);
    Optional<ClientProgram.Answer> answer = answer(command, step.name());
    if (answer.isPresent() || program.ended().isPresent()) {
      throw new RequirementFailedException(
          step.place(),
          step.name(),
          new Expected.OfClient("no answer yet"),
          answer.<Actual>map(Actual.Answered::new).orElseGet(this::came));
    }
  }

  /** Returns the event that was received instead of an answer. */
  private Actual came() {
    return program.ended().<Actual>map(Actual.ProgramEnded::new).orElseGet(Actual.Nothing::new);
  }

  /** Returns whether it is pointless to wait for the result of the commands. */
  boolean hopeless() {
    return program.ended().isPresent() || refusal().isPresent();
  }

  /**
   * Returns the last answer after which there will be no connection. A failed query does not count:
   * a client that cancels the task that runs it sees it end before the CancelRequest is sent.
   */
  private Optional<ClientProgram.Answer> refusal() {
    return numbers.stream()
        .flatMap(
            number ->
                program.answer(number).stream()
                    .filter(answer -> !isHarmless(answer.kind(), queries.contains(number))))
        .reduce((earlier, later) -> later);
  }

  private static boolean isHarmless(ClientProgram.Kind kind, boolean query) {
    return kind == ClientProgram.Kind.OK || (query && kind == ClientProgram.Kind.ERROR);
  }

  /**
   * Returns the event that was received instead of a connection: the words of the program, if there
   * are any.
   */
  Actual insteadOfConnection() {
    return refusal().<Actual>map(Actual.Answered::new).orElseGet(this::came);
  }

  /**
   * Ends the case in another way if the driver cannot do what it was told, or its program has
   * ended.
   */
  void explain(Evidence evidence) throws CaseEnded {
    if (evidence.came().telling().filter(Event.Closed.class::isInstance).isPresent()) {
      // The connections of a program that ends are closed before its end is visible.
      poller.await(() -> ended() || isIdle(), Deadline.in(NOTABLE));
    }
    recordMissing();
    checkContract();
    Optional<ClientProgram.Answer> unsupported =
        numbers.stream()
            .flatMap(number -> program.answer(number).stream())
            .filter(answer -> answer.kind() == ClientProgram.Kind.UNSUPPORTED)
            .findFirst();
    if (unsupported.isPresent()) {
      throw CannotJudgeException.unsupported(
          "the driver cannot do that: " + unsupported.get().words());
    }
    Optional<String> ended = program.ended();
    if (ended.isPresent() && !isExplained(evidence.came())) {
      throw new RequirementFailedException(
          evidence.place(),
          evidence.connection(),
          evidence.expected(),
          new Actual.ProgramEnded(ended.get()));
    }
  }

  private static boolean isExplained(Actual came) {
    return came instanceof Actual.Said
        || came instanceof Actual.Answered
        || came instanceof Actual.ProgramEnded;
  }

  @Override
  public void close() {
    program.close();
  }
}
