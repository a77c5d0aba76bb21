package pgconform.exchange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.property.Case;
import pgconform.scenario.Step;
import pgconform.session.Login;

/**
 * Runs the steps of one case: knows in which order, how often and beside which others, and who
 * carries out each.
 */
final class Interpreter implements AutoCloseable {
  private final CurrentServer server;
  private final Judge judge;
  private final Poller poller;
  private final Transcript transcript;
  private final Scope scope;
  private final Remarks remarks = new Remarks();
  private final Opening opening;
  private final Sending sending;
  private final Holding holding;
  private final Keys keys;
  private final Cancelling cancelling;
  private final Expecting expecting;
  private final Asking asking;

  Interpreter(Subject subject, Judge judge, Case values, Poller poller, Transcript transcript) {
    this(
        new CurrentServer(subject),
        judge,
        poller,
        transcript,
        new Scope(values, subject.defaultLogin()));
  }

  private Interpreter(
      CurrentServer server, Judge judge, Poller poller, Transcript transcript, Scope scope) {
    this.server = server;
    this.judge = judge;
    this.poller = poller;
    this.transcript = transcript;
    this.scope = scope;
    Login login = server.subject().defaultLogin();
    Payloads payloads = new Payloads(scope, login);
    opening = new Opening(server, poller, transcript, scope);
    sending = new Sending(server, scope, payloads);
    holding = new Holding(server, poller, scope, payloads);
    keys = new Keys(scope, remarks);
    cancelling = new Cancelling(scope, keys, opening, sending);
    expecting = new Expecting(server, scope, new Outcomes(judge, remarks), remarks);
    asking = new Asking(server, scope, expecting);
  }

  /** For steps that run beside others of the same case. */
  private Interpreter branch() {
    return new Interpreter(server, judge, poller, transcript, scope.branch());
  }

  void run(List<Step> steps) throws Broken, Unable, Decided, IOException {
    for (Step step : steps) {
      run(step);
    }
  }

  private void run(Step step) throws Broken, Unable, Decided, IOException {
    if (step instanceof Step.Open s) {
      opening.open(s.place(), s.name(), s.over(), s.times());
    } else if (step instanceof Step.Start s) {
      opening.start(s);
    } else if (step instanceof Step.Exhaust s) {
      new Filling(server, scope, opening).run(s);
    } else if (step instanceof Step.Send s) {
      sending.send(s);
    } else if (step instanceof Step.Handshake s) {
      sending.handshake(s);
    } else if (step instanceof Step.Close s) {
      sending.close(s);
    } else if (step instanceof Step.Expect s) {
      expecting.run(s);
    } else if (step instanceof Step.Alive s) {
      asking.run(s);
    } else if (step instanceof Step.Hold s) {
      holding.hold(s);
    } else if (step instanceof Step.Release s) {
      holding.release(s);
    } else if (step instanceof Step.Cancel s) {
      cancelling.run(s);
    } else if (step instanceof Step.Keys s) {
      keys.judge(s);
    } else if (step instanceof Step.Server s) {
      server.start(s);
    } else if (step instanceof Step.Shutdown s) {
      server.shutDown(s);
    } else if (step instanceof Step.Together s) {
      together(s);
    } else if (step instanceof Step.Match s) {
      run(s.cases().getOrDefault(scope.text(s.value()), List.of()));
    } else if (step instanceof Step.Repeat s) {
      long times = scope.number(s.times());
      for (long n = 1; n <= times; n++) {
        scope.set("n", n);
        run(s.steps());
      }
    } else if (step instanceof Step.Delay s) {
      poller.pause(scope.duration(s.time()).toNanos());
    }
  }

  private void together(Step.Together step) throws Broken, Unable, Decided, IOException {
    List<Interpreter> branches = new ArrayList<>();
    step.branches().forEach(branch -> branches.add(branch()));
    try {
      new Branches(poller, scope)
          .run(step.branches(), (index, steps) -> branches.get(index).run(steps));
    } finally {
      branches.forEach(branch -> remarks.add(branch.remarks));
    }
  }

  /** What was noted so far. */
  Remarks remarks() {
    return remarks;
  }

  /** Releases what is held, ends every session that is still there, and the case's own server. */
  @Override
  public void close() {
    scope.all().forEach(Connection::close);
    server.close();
  }
}
