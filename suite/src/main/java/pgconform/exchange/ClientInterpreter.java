package pgconform.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.link.ServerTls;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.scenario.AcceptStep;
import pgconform.scenario.AdmitStep;
import pgconform.scenario.CloseStep;
import pgconform.scenario.EncryptStep;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.GivenStep;
import pgconform.scenario.ListenStep;
import pgconform.scenario.QuietStep;
import pgconform.scenario.RaceStep;
import pgconform.scenario.ReplyStep;
import pgconform.scenario.RunningStep;
import pgconform.scenario.SeenStep;
import pgconform.scenario.SendStep;
import pgconform.scenario.Step;
import pgconform.scenario.TellStep;
import pgconform.scenario.ToldStep;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.ReadyForQuery;

/**
 * Runs the steps of one case against a client: it serves the connections of the client, and tells
 * the client program what to do.
 */
final class ClientInterpreter extends Steering {
  /** The fraction of the wait, as a divisor, that this process may have missed. */
  private static final int PART = 10;

  private final ServedClient client;
  private final Payloads payloads;
  private final Expecting expecting;
  private final Listening listening;
  private final Running running;
  private final Quiet quiet;
  private final Racing racing;
  private final Told told;
  private final Admitting admitting;
  private final Subject.Client subject;

  ClientInterpreter(
      Subject.Client subject, Judge judge, Case values, Poller poller, Transcript transcript) {
    super(poller, new CaseVariables(values, ServedClient.LOGIN));
    this.subject = subject;
    client = new ServedClient(subject);
    payloads = new Payloads(scope, ServedClient.LOGIN);
    expecting = new Expecting(client, scope, new Outcomes(judge, remarks), remarks);
    listening = new Listening(poller);
    Serving serving = new Serving(scope, client);
    told = new Told(subject, poller, transcript, scope, serving, listening.port());
    admitting = new Admitting(subject, client, poller, transcript, scope, listening, told);
    running = new Running(told, serving);
    quiet = new Quiet(poller, scope, listening, told);
    racing = new Racing(client, poller, scope, remarks, admitting, running, told);
  }

  @Override
  void run(List<Step> steps) throws CaseEnded {
    try {
      super.run(steps);
      told.checkContract();
    } catch (RequirementFailedException broken) {
      // The limits of the driver and the end of its program explain more than a missing message.
      told.explain(broken.evidence);
      throw broken;
    }
  }

  @Override
  void admit(Step step) throws CaseEnded {
    told.checkContract();
  }

  @Override
  public void tell(TellStep step) {
    told.tell(step);
  }

  @Override
  public void told(ToldStep step) throws CaseEnded {
    Deadline deadline = step.within().map(Deadline::in).orElse(client.deadline());
    if (told.await(step, deadline) == ClientProgram.Kind.OK) {
      run(step.whereOk());
    }
  }

  @Override
  public void accept(AcceptStep step) throws CaseEnded {
    if (admitting.accept(step)) {
      run(step.whereItComes());
    }
  }

  @Override
  public void admit(AdmitStep step) throws CaseEnded {
    admitting.admit(step);
  }

  @Override
  public void encrypt(EncryptStep step) {
    EncryptionResponse yes = new EncryptionResponse('S');
    Payloads.Ready behind = payloads.of(step.behind());
    List<Object> items = new ArrayList<>(List.of(yes));
    items.addAll(behind.items());
    ServerTls tls = step.alpn() ? subject.tls() : subject.tls().withoutAlpn();
    for (Connection connection : scope.group(step.name())) {
      if (step.direct()) {
        // The beginning of the ClientHello has arrived in plaintext, too.
        connection.link.next(client.deadline());
        connection.link.accept(tls, behind.octets(), behind.items());
      } else {
        connection.link.accept(tls, yes.encode().plus(behind.octets()), items);
      }
    }
  }

  @Override
  public void running(RunningStep step) throws CaseEnded {
    Deadline deadline = step.within().map(Deadline::in).orElse(client.deadline());
    for (Connection connection : scope.group(step.name())) {
      running.await(step.place(), connection, deadline);
    }
  }

  @Override
  public void reply(ReplyStep step) {
    for (Connection connection : scope.group(step.name())) {
      running.reply(connection, step.error().map(state -> scope.text(state)));
    }
  }

  @Override
  public void quiet(QuietStep step) throws CaseEnded {
    quiet.run(step);
  }

  @Override
  public void listen(ListenStep step) throws CaseEnded {
    listening.at(step.at().stream().map(address -> scope.text(address)).toList());
  }

  @Override
  public void race(RaceStep step) throws CaseEnded {
    racing.run(step);
  }

  @Override
  public void send(SendStep step) {
    Payloads.Ready ready = payloads.of(step.payload());
    for (Connection connection : scope.group(step.name())) {
      connection.link.send(ready.octets(), ready.items(), client.deadline());
      boolean refusal =
          ready.items().stream()
              .anyMatch(item -> item instanceof EncryptionResponse r && r.reply() == 'N');
      if (refusal) {
        connection.link.proceed();
      }
      if (ready.items().stream().anyMatch(ReadyForQuery.class::isInstance)) {
        connection.serves(connection.keyData());
      }
    }
  }

  @Override
  public void expect(ExpectStep step) throws CaseEnded {
    expecting.run(step);
  }

  @Override
  public void seen(SeenStep step) throws CaseEnded {
    expecting.see(step);
  }

  @Override
  public void close(CloseStep step) {
    for (Connection connection : scope.group(step.name())) {
      switch (step.by()) {
        case TERMINATE, FIN -> connection.link.close();
        case RST -> connection.link.reset();
        case HALF -> connection.link.closeOutput();
      }
    }
  }

  @Override
  CaseEnded unprepared(GivenStep step, Evidence evidence) {
    return new PreconditionFailedException(kind(step, evidence), evidence);
  }

  private static SetUp kind(GivenStep given, Evidence evidence) {
    Step failed = SettingUp.at(given, evidence);
    Set<TellStep.Command> before =
        Step.all(given.steps())
            .takeWhile(step -> step != failed)
            .filter(TellStep.class::isInstance)
            .map(step -> ((TellStep) step).command())
            .collect(Collectors.toSet());
    return before.contains(TellStep.Command.CANCEL)
        ? SetUp.CLIENT_CANCEL
        : before.contains(TellStep.Command.QUERY) ? SetUp.CLIENT_QUERY : SetUp.CLIENT_SESSION;
  }

  @Override
  Optional<String> excuse(Evidence evidence, long start) {
    return evidence.came().isSilence()
        ? missed(PauseDetector.ofProcess().since(start))
            .or(() -> LateAnswer.excuse(evidence, scope))
        : Optional.empty();
  }

  /** Returns the excuse for a timeout, given for how long this process was not scheduled. */
  Optional<String> missed(Duration time) {
    return time.toMillis() > client.limit().toMillis() / PART
        ? Optional.of(
            ("nothing arrived within the time limit, but pgconform itself was not scheduled for"
                    + " %d ms of that time")
                .formatted(time.toMillis()))
        : Optional.empty();
  }

  @Override
  public void close() {
    // The program must see the end of its connections before it is lent to another case.
    scope.all().forEach(Connection::close);
    listening.close();
    told.close();
  }
}
