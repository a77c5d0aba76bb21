package pgconform.exchange;

import java.time.Duration;
import java.util.Optional;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Transport;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.scenario.ServerStep;
import pgconform.scenario.ShutdownStep;
import pgconform.session.Login;

/**
 * The server that a case is talking to. This is the server under test until a step starts a
 * throw-away server. All branches of a case share it.
 */
final class CurrentServer implements Peer, AutoCloseable {
  /** The time limit of a case, as a multiple of the limit for a single answer. */
  private static final int ANSWERS = 12;

  private final Duration bound;
  private final Deadline end;
  private volatile Subject.Server server;
  private volatile Optional<ThrowAwayServer> own = Optional.empty();

  CurrentServer(Subject.Server server) {
    this.server = server;
    this.bound = server.limit().multipliedBy(ANSWERS);
    this.end = Deadline.in(bound);
  }

  /** Returns how to reach it. */
  Connector connector() {
    return server.connector();
  }

  /** Returns the transport that a user of the server would choose. */
  Transport usualTransport() {
    return server.transports().get(0);
  }

  /** Returns how a query is held on it. */
  HoldStrategy holdStrategy() {
    return server.holdStrategy();
  }

  /** Returns how many sessions of the case it serves at the same time. */
  Room room() {
    return server.room();
  }

  @Override
  public Login defaultLogin() {
    return server.defaultLogin();
  }

  /** Returns the login with this name in scenarios. */
  Login login(String name) throws CannotJudgeException {
    Login login = server.logins().get(name);
    if (login == null) {
      throw new CannotJudgeException("the target has no login '%s'".formatted(name));
    }
    return login;
  }

  /** Returns whether the server has a capability. */
  boolean has(Capability capability) {
    return server.capabilities().contains(capability);
  }

  /** Returns whether it is judged as a proxy in front of a server. */
  boolean isPooler() {
    return server.profile() == Profile.POOLER;
  }

  /** Returns how long an answer may take. */
  Duration limit() {
    return server.limit();
  }

  @Override
  public Deadline deadline() {
    return Deadline.in(limit()).orEarlier(end);
  }

  /** Returns how long the case may take as a whole, if that time is over; otherwise empty. */
  Optional<Duration> overdue() {
    return end.passed() ? Optional.of(bound) : Optional.empty();
  }

  /** Returns the control session, which checks whether the server answers other clients. */
  ControlSession bystander() {
    return new ControlSession(
        connector(), usualTransport(), defaultLogin(), limit(), PauseDetector.ofProcess());
  }

  /** Starts a server for this case alone; an earlier one is ended. */
  synchronized void start(ServerStep step) throws CannotJudgeException {
    ThrowAwayServer.Factory factory =
        server
            .throwAway()
            .orElseThrow(
                () ->
                    new CannotJudgeException("the target has no " + Capability.THROW_AWAY_SERVER));
    close();
    ThrowAwayServer started = factory.start(step);
    own = Optional.of(started);
    server = server.at(started);
  }

  /** Shuts down the server that the case has started, never the one under test. */
  void shutDown(ShutdownStep step) throws CannotJudgeException {
    own.orElseThrow(() -> new CannotJudgeException("no earlier step starts a throw-away server"))
        .shutDown(step.mode());
  }

  /** Ends the server that the case has started, if there is one. */
  @Override
  public void close() {
    own.ifPresent(ThrowAwayServer::close);
  }
}
