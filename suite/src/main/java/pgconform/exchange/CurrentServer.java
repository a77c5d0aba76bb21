package pgconform.exchange;

import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.scenario.Step;
import pgconform.session.Login;

/**
 * The server that a case talks to: the one under test, until a step starts one of the case's own.
 * All branches of a case have the same.
 */
final class CurrentServer implements AutoCloseable {
  private volatile Subject subject;
  private volatile Optional<ThrowAwayServer> own = Optional.empty();

  CurrentServer(Subject subject) {
    this.subject = subject;
  }

  Subject subject() {
    return subject;
  }

  /** A login by the name that scenarios give it. */
  Login login(String name) throws Unable {
    Login login = subject.logins().get(name);
    if (login == null) {
      throw new Unable("the target has no login '%s'".formatted(name));
    }
    return login;
  }

  /** By when an answer has to be there that is asked for now. */
  Deadline deadline() {
    return Deadline.in(subject.limit());
  }

  /** Starts one of the case's own; an earlier one ends. */
  synchronized void start(Step.Server step) throws Unable {
    ThrowAwayServer.Factory factory =
        subject
            .throwAway()
            .orElseThrow(() -> new Unable("the target has no " + Subject.THROW_AWAY_SERVER));
    close();
    ThrowAwayServer started = factory.start(step);
    own = Optional.of(started);
    subject = subject.at(started);
  }

  /** Shuts down the case's own server, never the one under test. */
  void shutDown(Step.Shutdown step) throws Unable {
    own.orElseThrow(() -> new Unable("no step before this one starts a server"))
        .shutDown(step.mode());
  }

  /** Ends the case's own server, if it has one. */
  @Override
  public void close() {
    own.ifPresent(ThrowAwayServer::close);
  }
}
