package pgconform.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.scenario.AcceptStep;
import pgconform.scenario.CancelStep;
import pgconform.scenario.CloseStep;
import pgconform.scenario.Expression;
import pgconform.scenario.FindStep;
import pgconform.scenario.GivenStep;
import pgconform.scenario.HoldStep;
import pgconform.scenario.OpenStep;
import pgconform.scenario.QuietStep;
import pgconform.scenario.RenewStep;
import pgconform.scenario.ReplyStep;
import pgconform.scenario.SendStep;
import pgconform.scenario.StallStep;
import pgconform.scenario.StartStep;
import pgconform.scenario.Step;
import pgconform.session.ServerSettings;
import pgconform.wire.CancelRequest;
import pgconform.wire.ErrorResponse;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.ReadyForQuery;

/**
 * Runs the steps of one case with a proxy; acts as its clients, as with any server, and as the
 * backend behind it.
 */
final class ProxyInterpreter extends Interpreter {
  /** The time that a proxy may take to close the connections of CancelRequests. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  /** The time that a proxy may take to send a statement of its own, if it sends one. */
  private static final Duration OWN_STATEMENT = Duration.ofSeconds(1);

  private static final Expected CANCEL_AT_BACKEND =
      new Expected.OfProxy("a CancelRequest at the backend");

  private final Subject.Proxy subject;
  private final Backend backend;
  private final Transcript transcript;
  private final Payloads payloads;
  private final List<Connection> requests;
  private final List<Connection> accepted;
  private final CancelRoutes routes;

  ProxyInterpreter(
      Subject.Proxy subject, Judge judge, Case values, Transcript transcript, boolean cancels) {
    super(subject.front(), judge, values, subject.backend().poller(), transcript, cancels);
    this.subject = subject;
    this.transcript = transcript;
    backend = subject.backend();
    payloads = new Payloads(scope, subject.front().defaultLogin());
    requests = new CopyOnWriteArrayList<>();
    accepted = new CopyOnWriteArrayList<>();
    routes = new CancelRoutes(backend);
  }

  private ProxyInterpreter(ProxyInterpreter whole) {
    super(whole);
    subject = whole.subject;
    transcript = whole.transcript;
    backend = whole.backend;
    payloads = new Payloads(scope, subject.front().defaultLogin());
    requests = whole.requests;
    accepted = whole.accepted;
    routes = whole.routes;
  }

  /** Returns whether a step looks at the CancelRequests that arrive at the backend. */
  static boolean seesCancels(Step step) {
    return step instanceof AcceptStep
        || (step instanceof QuietStep quiet && quiet.name().isEmpty());
  }

  @Override
  ProxyInterpreter branch() {
    return new ProxyInterpreter(this);
  }

  @Override
  public void hold(HoldStep step) throws CaseEnded {
    super.hold(step);
    scope.group(step.name()).forEach(routes::holds);
  }

  @Override
  public void cancel(CancelStep step) throws CaseEnded {
    if (step.processId().isEmpty() && step.key().isEmpty()) {
      scope.group(step.of()).forEach(routes::cancels);
    }
    super.cancel(step);
    requests.addAll(scope.group(step.as()));
  }

  @Override
  Optional<CancelRoute> route() {
    return routes.wrong();
  }

  @Override
  public void find(FindStep step) throws CaseEnded {
    BackendSession session = step.of().isPresent() ? holding(step, step.of().get()) : stalled();
    Connection connection = new Connection(session.link);
    connection.isOf(session);
    session.link.rename(step.name());
    scope.put(step.name(), List.of(connection));
  }

  private BackendSession holding(FindStep step, String client) throws CaseEnded {
    String query =
        scope.group(client).stream()
            .flatMap(connection -> connection.hold().stream())
            .map(Hold::query)
            .findFirst()
            .orElse("");
    long waiting = System.nanoTime();
    return backend
        .running(query, server.deadline())
        .orElseThrow(
            () ->
                new RequirementFailedException(
                    step.place(),
                    step.name(),
                    new Expected.OfProxy("the query of " + client + " at the backend"),
                    new Actual.Nothing(),
                    waiting));
  }

  private BackendSession stalled() throws CaseEnded {
    return backend
        .stalled(Deadline.in(OWN_STATEMENT))
        .orElseThrow(
            () -> CannotJudgeException.unsupported("the proxy sends no statement of its own here"));
  }

  @Override
  public void stall(StallStep step) {
    backend.stall();
  }

  @Override
  public void renew(RenewStep step) {
    String keys = scope.text(step.keys());
    boolean number = keys.matches("\\d{1,5}");
    backend.renew(
        new BackendAdmission(
            switch (keys) {
              case RenewStep.NO_KEYS -> BackendAdmission.Keys.NONE;
              case RenewStep.ZEROS -> BackendAdmission.Keys.ZERO;
              default -> BackendAdmission.Keys.OWN;
            },
            number ? Integer.parseInt(keys) : BackendAdmission.LONG,
            (int) scope.number(step.oldKeys()),
            ProtocolVersion.parse(scope.text(step.newest())),
            step.authentication(),
            BackendAdmission.Mechanisms.valueOf(word(step.otherMechanisms())),
            ServerSettings.Pieces.valueOf(word(step.pieces())),
            backend.usual().tls()));
  }

  private String word(Expression value) {
    return scope.text(value).toUpperCase(Locale.ROOT);
  }

  @Override
  public void accept(AcceptStep step) throws CaseEnded {
    long waiting = System.nanoTime();
    Deadline deadline = step.within().map(Deadline::in).orElse(server.deadline());
    BackendSession cancel =
        backend
            .nextCancel(deadline)
            .orElseThrow(
                () ->
                    new RequirementFailedException(
                        step.place(),
                        step.name(),
                        CANCEL_AT_BACKEND,
                        new Actual.Nothing(),
                        waiting));
    cancel.link.recordIn(transcript);
    cancel.link.rename(step.name());
    Connection connection = new Connection(cancel.link);
    accepted.add(connection);
    scope.put(step.name(), List.of(connection));
    boolean encrypted = step.encryption() == AcceptStep.Encryption.GRANTED;
    if (encrypted && cancel.link.tlsSession().isEmpty()) {
      throw new RequirementFailedException(
          step.place(),
          step.name(),
          new Expected.OfProxy("a CancelRequest over TLS"),
          new Actual.Said("a CancelRequest in clear", "a CancelRequest in clear"));
    }
  }

  @Override
  public void reply(ReplyStep step) {
    Optional<String> error = step.error().map(state -> scope.text(state));
    for (Connection connection : scope.group(step.name())) {
      connection.backend().ifPresent(session -> session.reply(error));
    }
  }

  @Override
  public void quiet(QuietStep step) throws CaseEnded {
    Deadline deadline = Deadline.in(scope.duration(step.time()));
    if (step.name().isEmpty()) {
      Optional<BackendSession> cancel = backend.nextCancel(deadline);
      if (cancel.isPresent()) {
        accepted.add(new Connection(cancel.get().link));
        throw new RequirementFailedException(
            step.place(),
            "the backend",
            new Expected.OfProxy("no CancelRequest at the backend"),
            new Actual.Said("a CancelRequest", "a CancelRequest"));
      }
      return;
    }
    long now = System.nanoTime();
    for (Connection connection : scope.group(step.name())) {
      Optional<Event> event = came(connection, now, deadline);
      if (event.isPresent()) {
        throw new RequirementFailedException(
            step.place(),
            connection.link.name(),
            new Expected.OfProxy("nothing"),
            Actual.of(event));
      }
    }
  }

  /** Returns what arrives on a connection; the end of a session at the backend does not count. */
  private Optional<Event> came(Connection connection, long since, Deadline deadline) {
    if (connection.backend().isEmpty()) {
      return connection.link.endTaken().or(() -> connection.link.untaken(0, deadline));
    }
    BackendSession session = connection.backend().get();
    backend.poller().await(() -> session.since(since).isPresent(), deadline);
    return session.since(since);
  }

  @Override
  public void given(GivenStep step) throws CaseEnded {
    try {
      run(step.steps());
    } catch (RequirementFailedException broken) {
      Optional<ErrorResponse> refusal = SettingUp.error(broken.evidence.came());
      if (refusal.filter(error -> !isOfCancel(error)).isPresent()) {
        throw CannotJudgeException.unsupported(
            "the proxy refuses a step that only prepares the case: " + refusal.get());
      }
      throw new PreconditionFailedException(kind(step, broken.evidence), broken.evidence);
    }
  }

  /**
   * Returns whether an error is of class 57 (Operator Intervention), which is not an answer to SQL.
   */
  private static boolean isOfCancel(ErrorResponse error) {
    return error.sqlState().orElse("").startsWith("57");
  }

  private static SetUp kind(GivenStep given, Evidence evidence) {
    Step failed = SettingUp.at(given, evidence);
    boolean cancels =
        failed instanceof AcceptStep
            || Step.all(given.steps())
                .takeWhile(step -> step != failed)
                .anyMatch(CancelStep.class::isInstance);
    boolean starts = failed instanceof StartStep || failed instanceof OpenStep;
    return cancels ? SetUp.PROXY_CANCEL : starts ? SetUp.PROXY_SESSION : SetUp.PROXY_QUERY;
  }

  @Override
  public void send(SendStep step) throws CaseEnded {
    List<Connection> group = scope.group(step.name());
    super.send(step);
    List<?> sent = payloads.of(step.payload()).items();
    if (sent.stream().anyMatch(CancelRequest.class::isInstance)) {
      requests.addAll(group);
    }
    boolean ready = sent.stream().anyMatch(ReadyForQuery.class::isInstance);
    group.forEach(connection -> connection.backend().ifPresent(session -> session.sent(ready)));
  }

  @Override
  public void close(CloseStep step) throws CaseEnded {
    super.close(step);
    scope
        .group(step.name())
        .forEach(connection -> connection.backend().ifPresent(session -> session.sent(false)));
  }

  @Override
  Optional<String> excuse(Evidence evidence, long start) {
    return super.excuse(evidence, start).or(() -> late(evidence));
  }

  /** Returns in a sentence that a CancelRequest is late at the backend, if one is. */
  private Optional<String> late(Evidence evidence) {
    boolean awaited = evidence.came().isSilence() && evidence.expected().equals(CANCEL_AT_BACKEND);
    return awaited && backend.nextCancel(Deadline.in(LateAnswer.USUAL)).isPresent()
        ? Optional.of(
            "the CancelRequest arrived at the backend just after the time limit, so it was late, not"
                + " missing")
        : Optional.empty();
  }

  @Override
  boolean roomy() {
    return true;
  }

  @Override
  public void close() {
    try {
      // Without this, the clients would leave before their CancelRequests are carried out, which is
      // a different case.
      accepted.forEach(cancel -> cancel.link.close());
      backend.poller().await(this::settled, Deadline.in(SETTLING));
      super.close();
    } finally {
      if (backend.leave()) {
        backend.recovers(new Recovery(subject.front(), backend.poller()).await(Recovery.LONGEST));
      }
    }
  }

  /** Returns whether the proxy has closed the connections of all CancelRequests. */
  private boolean settled() {
    return requests.stream().allMatch(each -> each.link.closedByPeer() || each.link.closed());
  }
}
