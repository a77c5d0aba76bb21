package pgconform.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.TlsSettings;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.property.Case;
import pgconform.property.Framing;
import pgconform.property.ParameterList;
import pgconform.scenario.Expr;
import pgconform.scenario.OutcomeRule;
import pgconform.scenario.Pattern;
import pgconform.scenario.Step;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.CommandComplete;
import pgconform.wire.DataRow;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Terminate;

/** Runs the steps of one case. */
final class Interpreter implements AutoCloseable {
  private static final AtomicInteger QUESTIONS = new AtomicInteger();

  private Subject subject;
  private final Judge judge;
  private final Poller poller;
  private final Transcript transcript;
  private final Scope scope;
  private final Payloads payloads;
  private final Remarks remarks = new Remarks();
  private Optional<ThrowAwayServer> server = Optional.empty();

  Interpreter(Subject subject, Judge judge, Case values, Poller poller, Transcript transcript) {
    this.subject = subject;
    this.judge = judge;
    this.poller = poller;
    this.transcript = transcript;
    Login login = subject.logins().get(Subject.DEFAULT);
    this.scope = new Scope(values, login);
    this.payloads = new Payloads(scope, login);
  }

  /** For steps that run beside others of the same case. */
  private Interpreter(Interpreter whole) {
    subject = whole.subject;
    judge = whole.judge;
    poller = whole.poller;
    transcript = whole.transcript;
    server = whole.server;
    scope = whole.scope.branch();
    payloads = new Payloads(scope, subject.logins().get(Subject.DEFAULT));
  }

  /** An outcome that ends the case. */
  static final class Decided extends Exception {
    private static final long serialVersionUID = 1L;

    final Verdict verdict;
    final transient Optional<Evidence> evidence;

    Decided(Verdict verdict, Optional<Evidence> evidence) {
      super(null, null, false, false);
      this.verdict = verdict;
      this.evidence = evidence;
    }
  }

  void run(List<Step> steps) throws Broken, Unable, Decided, IOException {
    for (Step step : steps) {
      run(step);
    }
  }

  private void run(Step step) throws Broken, Unable, Decided, IOException {
    if (step instanceof Step.Open s) {
      open(s);
    } else if (step instanceof Step.Start s) {
      start(s);
    } else if (step instanceof Step.Send s) {
      send(s);
    } else if (step instanceof Step.Expect s) {
      expect(s);
    } else if (step instanceof Step.Handshake s) {
      Payloads.Ready request = payloads.of(s.behind());
      TlsSettings tls = subject.connector().tls();
      each(s.name(), c -> c.link.encrypt(tls, s.alpn(), request.octets(), request.items()));
    } else if (step instanceof Step.Hold s) {
      hold(s);
    } else if (step instanceof Step.Release s) {
      for (Connection c : scope.group(s.name())) {
        if (c.hold().isPresent()) {
          c.hold().get().release();
        }
      }
    } else if (step instanceof Step.Cancel s) {
      cancel(s);
    } else if (step instanceof Step.Close s) {
      each(s.name(), c -> close(c, s.by()));
    } else if (step instanceof Step.Alive s) {
      for (String name : s.names()) {
        alive(s, name);
      }
    } else if (step instanceof Step.Together s) {
      together(s);
    } else if (step instanceof Step.Match s) {
      run(s.cases().getOrDefault(scope.text(s.value()), List.of()));
    } else if (step instanceof Step.Repeat s) {
      long times = Long.parseLong(scope.text(s.times()));
      for (long n = 1; n <= times; n++) {
        scope.set("n", n);
        run(s.steps());
      }
    } else if (step instanceof Step.Exhaust s) {
      new Filling(subject, poller, transcript, scope).run(s, login(s.as()));
    } else if (step instanceof Step.Keys s) {
      keys(s);
    } else if (step instanceof Step.Server s) {
      server(s);
    } else if (step instanceof Step.Shutdown s) {
      server
          .orElseThrow(() -> new Unable("no step before this one starts a server"))
          .shutDown(s.mode());
    } else if (step instanceof Step.Delay s) {
      poller.pause(duration(s.time()).toNanos());
    }
  }

  private void together(Step.Together step) throws Broken, Unable, Decided, IOException {
    List<Interpreter> branches = new ArrayList<>();
    step.branches().forEach(branch -> branches.add(new Interpreter(this)));
    try {
      new Branches(poller, scope).run(step, branches);
    } finally {
      branches.forEach(branch -> remarks.add(branch.remarks));
    }
  }

  private void server(Step.Server step) throws Unable {
    ThrowAwayServer.Factory factory =
        subject
            .throwAway()
            .orElseThrow(() -> new Unable("the target has no " + Subject.THROW_AWAY_SERVER));
    server.ifPresent(ThrowAwayServer::close);
    server = Optional.of(factory.start(step));
    subject = subject.at(server.get());
  }

  private interface Action {
    void on(Connection connection);
  }

  private void each(String name, Action action) {
    scope.group(name).forEach(action::on);
  }

  private void open(Step.Open step) throws Broken, Unable {
    List<Connection> group = new ArrayList<>();
    long times = Long.parseLong(scope.text(step.times()));
    for (long i = 1; i <= times; i++) {
      String name = times == 1 ? step.name() : step.name() + i;
      group.add(new Connection(open(step, name, step.over()), null));
      scope.put(step.name(), group);
    }
  }

  private Link open(Step step, String name, Expr over) throws Broken, Unable {
    Object value = scope.value(over);
    boolean elsewhere = Scope.text(value).equals(Step.TLS_REFUSED);
    Optional<Connector> connector =
        elsewhere ? subject.connector().whereTlsIsRefused() : Optional.of(subject.connector());
    Transport transport = elsewhere ? Transport.PLAIN : transport(value);
    try {
      return connector
          .orElseThrow(() -> new Unable("the target refuses TLS nowhere"))
          .open(poller, transcript, name, transport, deadline());
    } catch (LinkException e) {
      if (!e.reached()) {
        throw new Unable(e.getMessage());
      }
      throw new Broken(step.place(), name, "a connection over " + transport, e.getMessage());
    }
  }

  private Transport transport(Object value) {
    if (value instanceof Transport transport) {
      return transport;
    }
    String word = Scope.text(value);
    return word.equals(Step.USUAL) ? subject.transports().get(0) : Transport.parse(word);
  }

  private void start(Step.Start step) throws Broken, Unable {
    List<Parameter> parameters = new ArrayList<>();
    for (Step.Parameter p : step.parameters()) {
      if (scope.value(p.value()) instanceof ParameterList list) {
        parameters.addAll(list.entries());
      } else {
        parameters.add(new Parameter(scope.text(p.name()), scope.text(p.value())));
      }
    }
    Login full =
        login(step.as()).under(ProtocolVersion.parse(scope.text(step.protocol()))).with(parameters);
    List<Connection> group = new ArrayList<>();
    long times = Long.parseLong(scope.text(step.times()));
    for (long i = 1; i <= times; i++) {
      String name = times == 1 ? step.name() : step.name() + i;
      Link link = open(step, name, step.over());
      // Known before it is complete, so that it is closed whatever happens.
      group.add(new Connection(link, null));
      scope.put(step.name(), group);
      group.set(group.size() - 1, new Connection(link, start(step, name, link, full)));
      scope.put(step.name(), group);
    }
  }

  private Login login(String name) throws Unable {
    Login login = subject.logins().get(name);
    if (login == null) {
      throw new Unable("the target has no login '%s'".formatted(name));
    }
    return login;
  }

  private Session start(Step step, String name, Link link, Login login) throws Broken, Unable {
    try {
      return Session.start(link, login, deadline());
    } catch (StartUpException e) {
      String code = e.error().flatMap(error -> error.sqlState()).orElse("");
      if (code.equals("53300")) {
        throw new Unable(
            "the target has no room for another session; run with fewer --jobs: " + e.getMessage());
      }
      throw new Broken(step.place(), name, "a session for " + login.user(), e.getMessage());
    }
  }

  private void send(Step.Send step) {
    Payloads.Ready ready = payloads.of(step.payload());
    Framing framing = framing(step.framing());
    each(
        step.name(),
        c -> {
          if (ready.asksForEncryption()) {
            c.link.expectEncryptionResponse();
          }
          if (ready.asksForProtocolTwo()) {
            c.link.expectProtocolTwo();
          }
          send(c, framing, ready.octets(), ready.items());
        });
  }

  private void send(Connection c, Framing framing, Bytes octets, List<?> items) {
    c.link.send(framing.segments(octets), items, Duration.ZERO, deadline());
    switch (framing.ending()) {
      case OPEN -> {}
      case HALF -> c.link.closeOutput();
      case FIN -> c.link.close();
      case RST -> c.link.reset();
    }
  }

  private Framing framing(Optional<Expr> expr) {
    return expr.map(scope::value)
        .filter(Framing.class::isInstance)
        .map(Framing.class::cast)
        .orElse(Framing.WHOLE);
  }

  private void expect(Step.Expect step) throws Broken, Decided {
    for (Connection connection : scope.group(step.name())) {
      expect(step, connection);
    }
  }

  private void expect(Step.Expect step, Connection connection) throws Broken, Decided {
    Deadline deadline = step.within().map(Deadline::in).orElse(deadline());
    EventTest test = new EventTest(scope::value);
    List<Matching> matchings = new ArrayList<>();
    Unnamed unnamed = new Unnamed(step);
    for (Step.Choice choice : step.choices()) {
      matchings.add(new Matching(choice.pattern(), test));
    }
    Supplier<String> expected = () -> Matching.expectation(matchings);
    String before = expected.get();
    // A connection that was seen to end has ended for all later steps as well.
    Optional<Event> over = connection.link.endTaken();
    boolean answered = false;
    while (true) {
      Optional<Event> event = over.isPresent() ? over : connection.link.next(deadline);
      over = Optional.empty();
      if (event.isEmpty()) {
        throw new Broken(
            step.place(), connection.link.name(), before, "nothing, until the time limit");
      }
      if (unnamed.letsPass(event.get()) || answered(step, connection, unnamed, event.get())) {
        continue;
      }
      answered |= answers(event.get());
      for (int i = 0; i < matchings.size(); i++) {
        matchings.get(i).take(event.get());
        if (matchings.get(i).satisfied()) {
          scope.capture(matchings.get(i).captures());
          decide(step, connection, step.choices().get(i), event.get(), answered);
          return;
        }
      }
      if (matchings.stream().allMatch(Matching::lost)) {
        if (answers(event.get())) {
          mayHaveBeenOver(connection);
        }
        throw new Broken(step.place(), connection.link.name(), before, event.get().toString());
      }
      before = expected.get();
    }
  }

  /** Whether an event belongs to a query that ends as it would by itself. */
  private static boolean answers(Event event) {
    return event instanceof Event.Received r
        && (r.message() instanceof DataRow || r.message() instanceof CommandComplete);
  }

  /** A query that nobody saw running may have ended before what should have ended it came. */
  private void mayHaveBeenOver(Connection connection) throws Decided {
    if (connection.hold().filter(hold -> !hold.certain()).isPresent()) {
      remarks.say("the query ran to its end; whether the cancel came before that is not known");
      throw new Decided(Verdict.UNDECIDED, Optional.empty());
    }
  }

  /**
   * What a satisfied pattern means.
   *
   * @param answered whether a query has ended as it would by itself
   */
  private void decide(
      Step.Expect step, Connection connection, Step.Choice choice, Event last, boolean answered)
      throws Broken, Decided {
    try {
      outcome(step, connection, choice, last);
    } catch (Broken | Decided e) {
      if (answered && (e instanceof Broken || ((Decided) e).verdict == Verdict.FAIL)) {
        mayHaveBeenOver(connection);
      }
      throw e;
    }
    boolean over = last instanceof Event.Received r && r.message() instanceof ReadyForQuery;
    if (over && connection.hold().filter(hold -> !hold.certain()).isPresent()) {
      // What comes from now on is about other queries.
      connection.hold(null);
    }
  }

  /** Answers a request to authenticate that the patterns do not care about. */
  private boolean answered(Step.Expect step, Connection connection, Unnamed unnamed, Event event)
      throws Broken {
    Login login = subject.logins().get(Subject.DEFAULT);
    boolean request =
        event instanceof Event.Received received && unnamed.answers(received.message());
    if (!request || login.password().isEmpty()) {
      return false;
    }
    try {
      connection
          .authenticator(login)
          .answer(((Event.Received) event).message())
          .ifPresent(answer -> connection.link.send(answer.encode(), List.of(answer), deadline()));
      return true;
    } catch (StartUpException e) {
      throw new Broken(
          step.place(), connection.link.name(), "a request that can be met", e.getMessage());
    }
  }

  private void outcome(Step.Expect step, Connection connection, Step.Choice choice, Event last)
      throws Broken, Decided {
    String name = choice.outcome();
    if (!judge.knows(name)) {
      return;
    }
    Optional<OutcomeRule> rule = judge.rule(name);
    if (rule.isEmpty()) {
      throw new Broken(
          step.place(), connection.link.name(), others(step, name), name + ": " + last);
    }
    remarks.say(rule.get().says());
    Verdict verdict = judge.of(rule.get().verdict());
    Evidence evidence =
        new Evidence(step.place(), connection.link.name(), others(step, name), name + ": " + last);
    switch (verdict) {
      case PASS -> {}
      case INFO -> remarks.note(verdict, Optional.empty());
      case LENIENT -> remarks.note(verdict, Optional.of(evidence));
      case FAIL -> throw new Decided(verdict, Optional.of(evidence));
      default -> throw new Decided(verdict, Optional.empty());
    }
  }

  /** The patterns of the other outcomes: what would have been better. */
  private String others(Step.Expect step, String name) {
    List<String> others = new ArrayList<>();
    for (Step.Choice choice : step.choices()) {
      boolean good =
          !choice.outcome().equals(name)
              && (!judge.knows(choice.outcome())
                  || judge
                      .rule(choice.outcome())
                      .map(r -> r.verdict() == OutcomeRule.Judgement.PASS)
                      .orElse(false));
      if (good) {
        others.add(choice.outcome() + ": " + choice.pattern());
      }
    }
    return others.isEmpty() ? "anything but " + name : String.join(", or ", others);
  }

  private void hold(Step.Hold step) throws Broken, IOException {
    for (Connection connection : scope.group(step.name())) {
      connection.hold().ifPresent(Hold::close);
      Hold hold = subject.dialect().hold();
      connection.hold(hold);
      scope.set("hold", hold.query());
      Payloads.Ready ready = payloads.of(step.payload());
      connection.link.send(ready.octets(), ready.items(), deadline());
      Deadline deadline = deadline();
      if (!hold.awaitRunning(() -> connection.link.waiting(Interpreter::ends), poller, deadline)) {
        String came =
            connection
                .link
                .next(Deadline.in(Duration.ZERO))
                .map(Event::toString)
                .orElse("nothing, until the time limit");
        throw new Broken(step.place(), connection.link.name(), "a query seen running", came);
      }
    }
  }

  /** Whether an event ends a query that should have gone on. */
  private static boolean ends(Event event) {
    return event instanceof Event.Closed
        || (event instanceof Event.Received r && r.message() instanceof ErrorResponse);
  }

  private void cancel(Step.Cancel step) throws Broken, Unable, Decided {
    Connection victim = scope.group(step.of()).get(0);
    Optional<BackendKeyData> keyData = victim.keyData();
    if (keyData.isEmpty()) {
      remarks.say("the server sent no BackendKeyData");
      throw new Decided(Verdict.UNSUPPORTED, Optional.empty());
    }
    Bytes key = scope.key(step.key(), keyData.get().secretKey());
    int processId = scope.processId(step.processId(), keyData.get().processId());
    CancelRequest request = new CancelRequest(processId, key);
    Framing framing = framing(step.framing());
    long times = Long.parseLong(scope.text(step.times()));
    List<Connection> group = new ArrayList<>();
    for (long i = 1; i <= times; i++) {
      String name = times == 1 ? step.as() : step.as() + i;
      Link link = open(step, name, step.over());
      group.add(new Connection(link, null));
      scope.put(step.as(), group);
    }
    for (Connection c : group) {
      send(c, framing, request.encode(), List.of(request));
    }
  }

  private void close(Connection connection, Step.Close.Manner manner) {
    switch (manner) {
      case TERMINATE -> {
        Terminate terminate = new Terminate();
        connection.link.send(terminate.encode(), List.of(terminate), deadline());
      }
      case FIN -> connection.link.close();
      case RST -> connection.link.reset();
      case HALF -> connection.link.closeOutput();
    }
  }

  private void alive(Step.Alive step, String name) throws Broken {
    for (Connection connection : scope.group(name)) {
      String answer = "alive " + QUESTIONS.incrementAndGet();
      Query query = new Query("select '%s'".formatted(answer));
      connection.link.send(query.encode(), List.of(query), deadline());
      Step.Choice choice = new Step.Choice(step.place(), "", alivePattern(step, answer));
      try {
        expect(new Step.Expect(step.place(), name, List.of(choice), Optional.empty()), connection);
      } catch (Decided e) {
        throw new IllegalStateException("an outcome without a name decides nothing", e);
      }
    }
  }

  private static Pattern alivePattern(Step.Alive step, String answer) {
    Pattern.FieldTest text =
        new Pattern.FieldTest(step.place(), "", List.of(new Pattern.Exactly(answer)), false);
    return new Pattern.Sequence(
        List.of(
            one(step, "RowDescription"),
            new Pattern.One(step.place(), "DataRow", List.of(text), ""),
            one(step, "CommandComplete"),
            one(step, "ReadyForQuery")));
  }

  private static Pattern one(Step step, String name) {
    return new Pattern.One(step.place(), name, List.of(), "");
  }

  private void keys(Step.Keys step) throws Broken, Decided {
    List<BackendKeyData> keys = new ArrayList<>();
    for (String name : step.names()) {
      scope.group(name).forEach(c -> c.keyData().ifPresent(keys::add));
    }
    if (keys.isEmpty()) {
      remarks.say("the server sent no BackendKeyData");
      throw new Decided(Verdict.UNSUPPORTED, Optional.empty());
    }
    Optional<String> fault =
        switch (step.demand()) {
          case DISTINCT -> KeyQuality.notDistinct(keys);
          case UNPREDICTABLE -> KeyQuality.predictable(keys);
        };
    if (fault.isPresent()) {
      String expected =
          step.demand() == Step.Keys.Demand.DISTINCT
              ? "distinct keys"
              : "keys that cannot be predicted";
      throw new Broken(step.place(), step.names().get(0), expected, fault.get());
    }
  }

  private Duration duration(Expr expr) {
    Object value = scope.value(expr);
    if (value instanceof Duration duration) {
      return duration;
    }
    return pgconform.scenario.Durations.parse(Scope.text(value)).orElse(Duration.ZERO);
  }

  private Deadline deadline() {
    return Deadline.in(subject.limit());
  }

  /** What was noted so far. */
  Remarks remarks() {
    return remarks;
  }

  /** Releases what is held and ends every session that is still there. */
  @Override
  public void close() {
    for (Connection connection : scope.all()) {
      connection.hold().ifPresent(Hold::close);
      if (connection.session().isPresent() && !connection.link.closedByPeer()) {
        connection.session().get().close();
      } else {
        connection.link.close();
      }
    }
    server.ifPresent(ThrowAwayServer::close);
  }
}
