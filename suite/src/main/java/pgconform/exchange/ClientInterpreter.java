package pgconform.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Listener;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.scenario.AcceptStep;
import pgconform.scenario.AdmitStep;
import pgconform.scenario.CloseStep;
import pgconform.scenario.DelayStep;
import pgconform.scenario.EncryptStep;
import pgconform.scenario.ExpectStep;
import pgconform.scenario.GivenStep;
import pgconform.scenario.MatchStep;
import pgconform.scenario.QuietStep;
import pgconform.scenario.RepeatStep;
import pgconform.scenario.ReplyStep;
import pgconform.scenario.RunningStep;
import pgconform.scenario.SeenStep;
import pgconform.scenario.SendStep;
import pgconform.scenario.Step;
import pgconform.scenario.Steps;
import pgconform.scenario.TellStep;
import pgconform.scenario.ToldStep;
import pgconform.wire.BackendMessage;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.ReadyForQuery;

/**
 * Runs the steps of one case against a client: it serves the connections of the client, and tells
 * the client program what to do.
 */
final class ClientInterpreter implements Steps.Visitor<CaseEnded>, Steering {
  /** Which part of the wait this process may have missed. */
  private static final int PART = 10;

  private final ServedClient client;
  private final Poller poller;
  private final Scope scope;
  private final Remarks remarks = new Remarks();
  private final Payloads payloads;
  private final Expecting expecting;
  private final Listener listener;
  private final Serving serving;
  private final Told told;
  private final Admitting admitting;
  private final Subject.Client subject;

  ClientInterpreter(
      Subject.Client subject, Judge judge, Case values, Poller poller, Transcript transcript) {
    this.subject = subject;
    this.poller = poller;
    client = new ServedClient(subject);
    scope = new Scope(values, client.defaultLogin());
    payloads = new Payloads(scope, client.defaultLogin());
    expecting = new Expecting(client, scope, new Outcomes(judge, remarks), remarks);
    try {
      listener = Listener.onLoopback(poller);
    } catch (IOException e) {
      throw new UncheckedIOException("no port can be had: " + e.getMessage(), e);
    }
    serving = new Serving(scope, client);
    told = new Told(subject, poller, scope, serving, listener.port());
    admitting = new Admitting(subject, client, poller, transcript, scope, listener, told);
  }

  @Override
  public void run(List<Step> steps) throws CaseEnded {
    for (Step step : steps) {
      try {
        step.accept(this);
      } catch (Broken broken) {
        // Limits of the driver and the end of its program explain more than a missing message.
        told.explain(broken.evidence);
        throw broken;
      }
    }
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
    admitting.accept(step);
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
    for (Connection connection : scope.group(step.name())) {
      connection.link.accept(subject.tls(), yes.encode().plus(behind.octets()), items);
    }
  }

  @Override
  public void running(RunningStep step) throws CaseEnded {
    Deadline deadline = step.within().map(Deadline::in).orElse(client.deadline());
    long waiting = System.nanoTime();
    for (Connection connection : scope.group(step.name())) {
      ServedQueries queries = connection.queries(told.sql());
      while (!queries.running()) {
        Optional<Event> event = connection.link.next(deadline);
        Optional<List<BackendMessage>> answers =
            event
                .filter(Event.Received.class::isInstance)
                .flatMap(e -> queries.take(((Event.Received) e).message()));
        if (answers.isEmpty()) {
          throw new Broken(
              step.place(),
              connection.link.name(),
              new Expected.OfClient("the query"),
              Came.of(event),
              waiting);
        }
        serving.send(connection, answers.get());
      }
    }
  }

  @Override
  public void reply(ReplyStep step) {
    for (Connection connection : scope.group(step.name())) {
      serving.send(
          connection,
          connection.queries(told.sql()).reply(step.error().map(state -> scope.text(state))));
    }
  }

  @Override
  public void quiet(QuietStep step) throws CaseEnded {
    Deadline deadline = Deadline.in(scope.duration(step.time()));
    if (step.unanswered().isPresent()) {
      told.unanswered(step, deadline);
    } else if (step.name().isEmpty()) {
      if (poller.await(listener::hasConnection, deadline)) {
        throw new Broken(
            step.place(),
            "the client",
            new Expected.OfClient("no further connection"),
            new Came.Said("a connection", "a further connection"));
      }
    } else {
      for (Connection connection : scope.group(step.name())) {
        poller.await(() -> connection.link.hasEvent() || connection.link.holdsOctets(), deadline);
        Optional<Event> event = connection.link.endTaken().or(connection.link::peek);
        if (event.isEmpty() && connection.link.holdsOctets()) {
          throw new Broken(
              step.place(),
              connection.link.name(),
              new Expected.OfClient("nothing"),
              new Came.Said("octets", connection.link.pending().size() + " octets"));
        }
        if (event.isPresent()) {
          throw new Broken(
              step.place(),
              connection.link.name(),
              new Expected.OfClient("nothing"),
              Came.of(event));
        }
      }
    }
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
  public void match(MatchStep step) throws CaseEnded {
    run(step.steps(scope.text(step.value())));
  }

  @Override
  public void repeat(RepeatStep step) throws CaseEnded {
    long times = scope.number(step.times());
    for (long n = 1; n <= times; n++) {
      scope.set("n", n);
      run(step.steps());
    }
  }

  @Override
  public void delay(DelayStep step) {
    poller.pause(scope.duration(step.time()).toNanos());
  }

  @Override
  public void given(GivenStep step) throws CaseEnded {
    try {
      run(step.steps());
    } catch (Broken broken) {
      throw new Blocked(kind(step, broken.evidence), broken.evidence);
    }
  }

  private static SetUp kind(GivenStep given, Evidence evidence) {
    Step step =
        Step.all(given.steps())
            .filter(each -> each.place().equals(evidence.place()))
            .reduce((outer, inner) -> inner)
            .orElse(given);
    List<Step> before = Step.all(given.steps()).takeWhile(each -> each != step).toList();
    boolean cancel =
        before.stream()
            .anyMatch(
                each -> each instanceof TellStep tell && tell.command() == TellStep.Command.CANCEL);
    boolean query =
        before.stream()
            .anyMatch(
                each -> each instanceof TellStep tell && tell.command() == TellStep.Command.QUERY);
    return cancel ? SetUp.CLIENT_CANCEL : query ? SetUp.CLIENT_QUERY : SetUp.CLIENT_SESSION;
  }

  @Override
  public Optional<String> excuse(Evidence evidence, long start) {
    long missed = Stalls.ofProcess().since(start).toMillis();
    return evidence.came().isSilence() && missed > client.limit().toMillis() / PART
        ? Optional.of(
            ("nothing arrived within the time limit, but pgconform itself was not scheduled for"
                    + " %d ms of that time")
                .formatted(missed))
        : Optional.empty();
  }

  @Override
  public Remarks remarks() {
    return remarks;
  }

  @Override
  public void close() {
    // The program is to see the end of its connections before it is lent to another case.
    scope.all().forEach(Connection::close);
    listener.close();
    told.close();
  }
}
