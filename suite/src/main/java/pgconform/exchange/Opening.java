package pgconform.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pgconform.link.Connector;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.property.ParameterList;
import pgconform.scenario.Capability;
import pgconform.scenario.Expression;
import pgconform.scenario.Place;
import pgconform.scenario.StartStep;
import pgconform.scenario.Step;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.session.StartUpFailure;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;

/** Opens connections and starts sessions on them, one or as many as a step requires. */
final class Opening {
  /** SQLSTATE too_many_connections. */
  static final String FULL = "53300";

  private final CurrentServer server;
  private final Poller poller;
  private final Transcript transcript;
  private final CaseVariables scope;

  Opening(CurrentServer server, Poller poller, Transcript transcript, CaseVariables scope) {
    this.server = server;
    this.poller = poller;
    this.transcript = transcript;
    this.scope = scope;
  }

  /** Opens connections under one name; if there are several, each has a number. */
  List<Connection> open(Place place, String name, Expression over, Expression times)
      throws RequirementFailedException, CannotJudgeException {
    return open(place, name, over, times, connection -> {});
  }

  /** Starts sessions, up to the first ReadyForQuery. */
  void start(StartStep step) throws RequirementFailedException, CannotJudgeException {
    Login login =
        server
            .login(step.as())
            .under(ProtocolVersion.parse(scope.text(step.protocol())))
            .with(parameters(step));
    open(
        step.place(),
        step.name(),
        step.over(),
        step.times(),
        connection -> connection.began(session(step.place(), connection, login)));
  }

  /** Starts a session with the default login, which no step refers to. */
  Connection session(Place place, String name)
      throws RequirementFailedException, CannotJudgeException {
    Connection connection = open(place, name, server.usualTransport());
    boolean began = false;
    try {
      connection.began(session(place, connection, server.defaultLogin()));
      began = true;
      return connection;
    } finally {
      if (!began) {
        connection.close();
      }
    }
  }

  private interface Then {
    void on(Connection connection) throws RequirementFailedException, CannotJudgeException;
  }

  private List<Connection> open(
      Place place, String name, Expression over, Expression times, Then then)
      throws RequirementFailedException, CannotJudgeException {
    List<Connection> group = new ArrayList<>();
    long many = scope.number(times);
    for (long i = 1; i <= many; i++) {
      Connection connection = open(place, many == 1 ? name : name + i, scope.value(over));
      group.add(connection);
      // Registered before the start-up completes, so that it is always closed.
      scope.put(name, group);
      then.on(connection);
    }
    return group;
  }

  /** Opens a connection that does not belong to a step yet. */
  Connection open(Place place, String name, Object over)
      throws RequirementFailedException, CannotJudgeException {
    Connector connector = server.connector();
    boolean elsewhere = CaseVariables.text(over).equals(Capability.TLS_REFUSED.toString());
    Optional<Connector> there = elsewhere ? connector.whereTlsIsRefused() : Optional.of(connector);
    Transport transport = elsewhere ? Transport.PLAIN : transport(over);
    long waiting = System.nanoTime();
    try {
      return new Connection(
          there
              .orElseThrow(
                  () ->
                      new CannotJudgeException("the target has no address at which it refuses TLS"))
              .open(poller, transcript, name, transport, server.deadline()));
    } catch (LinkException e) {
      if (!e.reached()) {
        throw new CannotJudgeException(e.getMessage());
      }
      throw new RequirementFailedException(
          place,
          name,
          new Expected.ConnectionOver(transport),
          new Actual.Refusal(e.answer(), e.getMessage()),
          waiting);
    }
  }

  private Transport transport(Object over) {
    return transport(CaseVariables.text(over));
  }

  /** Returns the transport that a word stands for. */
  Transport transport(String word) {
    return word.equals(Step.USUAL) ? server.usualTransport() : Transport.parse(word);
  }

  private List<Parameter> parameters(StartStep step) {
    List<Parameter> parameters = new ArrayList<>();
    for (StartStep.Parameter p : step.parameters()) {
      if (scope.value(p.value()) instanceof ParameterList list) {
        parameters.addAll(list.entries());
      } else {
        parameters.add(new Parameter(scope.text(p.name()), scope.text(p.value())));
      }
    }
    return parameters;
  }

  private Session session(Place place, Connection connection, Login login)
      throws RequirementFailedException, CannotJudgeException {
    long waiting = System.nanoTime();
    try {
      return Session.start(connection.link, login, server.deadline());
    } catch (StartUpException e) {
      if (full(e)) {
        throw CannotJudgeException.noRoom(e);
      } else if (e.failure() instanceof StartUpFailure.NotSet) {
        throw new CannotJudgeException(e);
      }
      throw new RequirementFailedException(
          place,
          connection.link.name(),
          new Expected.Session(login.user(), false),
          new Actual.Refusal(e.answer(), e.getMessage()),
          waiting);
    }
  }

  /** Returns whether the server reports that it has no room for a session. */
  static boolean full(StartUpException refusal) {
    return refusal.error().flatMap(error -> error.sqlState()).orElse("").equals(FULL);
  }
}
