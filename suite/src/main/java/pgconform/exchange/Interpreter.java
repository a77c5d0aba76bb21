package pgconform.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.scenario.AliveStep;
import pgconform.scenario.CancelStep;
import pgconform.scenario.Capability;
import pgconform.scenario.CloseStep;
import pgconform.scenario.ExhaustStep;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.GivenStep;
import pgconform.scenario.HandshakeStep;
import pgconform.scenario.HoldStep;
import pgconform.scenario.KeysStep;
import pgconform.scenario.OpenStep;
import pgconform.scenario.PipelineStep;
import pgconform.scenario.ReleaseStep;
import pgconform.scenario.RoundsStep;
import pgconform.scenario.SeenStep;
import pgconform.scenario.SendStep;
import pgconform.scenario.ServerStep;
import pgconform.scenario.ShutdownStep;
import pgconform.scenario.StartStep;
import pgconform.scenario.Step;
import pgconform.scenario.TableStep;
import pgconform.scenario.TogetherStep;
import pgconform.session.Login;

/**
 * Runs the steps of one case against a server. It decides the order, the repetition and the
 * concurrency of the steps, and delegates each step to the class that carries it out.
 */
class Interpreter extends Steering {
  /** The time that a server with little room may take to end the sessions of a case. */
  private static final Duration ENDING = Duration.ofSeconds(2);

  final CurrentServer server;
  private final Judge judge;
  private final Transcript transcript;
  private final boolean cancels;
  private final Sampling sampling;
  private final List<GivenStep> setUp = new ArrayList<>();
  private final Opening opening;
  private final Sending sending;
  private final Holding holding;
  private final SessionKeys keys;
  private final Cancelling cancelling;
  private final Expecting expecting;
  private final AliveCheck aliveCheck;
  private final CaseTables tables;
  private final SettingUp settingUp;
  private final CaseRoom room;

  Interpreter(
      Subject.Server subject,
      Judge judge,
      Case values,
      Poller poller,
      Transcript transcript,
      boolean cancels) {
    this(subject, judge, values, poller, transcript, cancels, Sampling.USUAL);
  }

  Interpreter(
      Subject.Server subject,
      Judge judge,
      Case values,
      Poller poller,
      Transcript transcript,
      boolean cancels,
      Sampling sampling) {
    this(
        new CurrentServer(subject),
        judge,
        poller,
        transcript,
        new CaseVariables(values, subject.logins()),
        cancels,
        sampling);
  }

  private Interpreter(
      CurrentServer server,
      Judge judge,
      Poller poller,
      Transcript transcript,
      CaseVariables scope,
      boolean cancels,
      Sampling sampling) {
    super(poller, scope);
    this.sampling = sampling;
    this.cancels = cancels;
    this.server = server;
    this.judge = judge;
    this.transcript = transcript;
    Login login = server.defaultLogin();
    Payloads payloads = new Payloads(scope, login);
    opening = new Opening(server, poller, transcript, scope);
    sending = new Sending(server, scope, payloads);
    holding = new Holding(server, poller, scope, payloads);
    keys = new SessionKeys(scope, remarks);
    cancelling = new Cancelling(scope, keys, opening, sending, cancels);
    expecting = new Expecting(server, scope, new Outcomes(judge, remarks), remarks);
    aliveCheck = new AliveCheck(server, scope, expecting);
    tables = new CaseTables(server, scope, opening, expecting);
    settingUp = new SettingUp(opening, scope, remarks, server.isPooler());
    room = new CaseRoom(server, scope, transcript);
  }

  /** Creates an interpreter for steps that run in parallel with others of the same case. */
  Interpreter(Interpreter whole) {
    this(
        whole.server,
        whole.judge,
        whole.poller,
        whole.transcript,
        whole.scope.branch(),
        whole.cancels,
        whole.sampling);
  }

  /** Returns an interpreter for steps that run in parallel with others of the same case. */
  Interpreter branch() {
    return new Interpreter(this);
  }

  @Override
  void admit(Step step) throws CaseEnded {
    keys.demand(step.parts().variables());
    room.admit(step);
  }

  @Override
  public void open(OpenStep step) throws CaseEnded {
    opening.open(step.place(), step.name(), step.over(), step.times());
  }

  @Override
  public void start(StartStep step) throws CaseEnded {
    opening.start(step);
  }

  @Override
  public void exhaust(ExhaustStep step) throws CaseEnded {
    new Exhausting(server, scope, opening).run(step);
  }

  @Override
  public void send(SendStep step) throws CaseEnded {
    sending.send(step);
  }

  @Override
  public void handshake(HandshakeStep step) throws CaseEnded {
    sending.handshake(step);
  }

  @Override
  public void close(CloseStep step) throws CaseEnded {
    sending.close(step);
  }

  @Override
  public void expect(ExpectStep step) throws CaseEnded {
    expecting.run(step);
  }

  @Override
  public void alive(AliveStep step) throws CaseEnded {
    aliveCheck.run(step);
  }

  @Override
  public void hold(HoldStep step) throws CaseEnded {
    holding.hold(step);
  }

  @Override
  public void release(ReleaseStep step) throws CaseEnded {
    holding.release(step);
  }

  @Override
  public void cancel(CancelStep step) throws CaseEnded {
    cancelling.run(step);
  }

  @Override
  public void keys(KeysStep step) throws CaseEnded {
    keys.judge(step);
  }

  @Override
  public void server(ServerStep step) throws CaseEnded {
    server.start(step);
  }

  @Override
  public void shutdown(ShutdownStep step) throws CaseEnded {
    server.shutDown(step);
  }

  @Override
  public void rounds(RoundsStep step) throws CaseEnded {
    new RaceRounds(this, server, judge, poller, transcript, scope, remarks)
        .run(step, sampling, List.copyOf(setUp));
  }

  @Override
  public void together(TogetherStep step) throws CaseEnded {
    List<Interpreter> branches = new ArrayList<>();
    step.branches().forEach(branch -> branches.add(branch()));
    try {
      new Branches(poller, scope)
          .run(step.branches(), (index, steps) -> branches.get(index).run(steps));
    } finally {
      branches.forEach(branch -> remarks.add(branch.remarks));
    }
  }

  @Override
  public void given(GivenStep step) throws CaseEnded {
    if (!setUp.contains(step)) {
      setUp.add(step);
    }
    super.given(step);
  }

  @Override
  CaseEnded unprepared(GivenStep step, Evidence evidence) {
    return settingUp.failed(step, evidence);
  }

  @Override
  public void seen(SeenStep step) throws CaseEnded {
    expecting.see(step);
  }

  @Override
  public void table(TableStep step) throws CaseEnded {
    tables.make(step);
  }

  @Override
  public void pipeline(PipelineStep step) throws CaseEnded {
    new Pipelining(server, scope, expecting).run(step);
  }

  @Override
  Optional<String> full(Evidence evidence) {
    return evidence.came().isSilence() ? room.full() : Optional.empty();
  }

  @Override
  Optional<String> excuse(Evidence evidence, long start) {
    if (!evidence.came().isSilence()) {
      return Optional.empty();
    }
    Optional<Duration> overdue = server.overdue();
    if (overdue.isPresent()) {
      return Optional.of(
          "the server answered so slowly that the case was abandoned after %d s"
              .formatted(overdue.get().toSeconds()));
    }
    if (mayStillRun(evidence.connection())) {
      return Optional.of(
          "nothing arrived within the time limit; whether the slow query is still running cannot be"
              + " observed, and several slow queries slow each other down");
    }
    ControlSession bystander = server.bystander();
    long wait = System.nanoTime() - bystander.limit().toNanos();
    return bystander.excuse(Math.max(start, wait)).or(() -> LateAnswer.excuse(evidence, scope));
  }

  /** Returns whether a connection holds a query whose end cannot be observed. */
  private boolean mayStillRun(String name) {
    return scope.all().stream()
        .anyMatch(each -> each.link.name().equals(name) && each.holdsUncertainly());
  }

  /**
   * Returns whether the next case can begin before the server has ended the sessions of this one.
   */
  boolean roomy() {
    return server.has(Capability.MANY_SESSIONS);
  }

  /** Releases the held queries, and ends all remaining sessions and the server of the case. */
  @Override
  public void close() {
    Deadline end = Deadline.in(ENDING);
    scope.all().forEach(roomy() ? Connection::close : connection -> connection.end(end));
    tables.close();
    server.close();
  }
}
