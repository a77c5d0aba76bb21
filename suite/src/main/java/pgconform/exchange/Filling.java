package pgconform.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.scenario.Step;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.session.StartUpException;

/** Starts sessions until the server says that it has no room for another. */
final class Filling {
  /** SQLSTATE too_many_connections. */
  private static final String FULL = "53300";

  /** The most sessions that are opened to find out where a server's limit is. */
  private static final int MOST_SESSIONS = 300;

  /** All sessions together may take as long as so many answers. */
  private static final int LIMITS = 3;

  private final Subject subject;
  private final Poller poller;
  private final Transcript transcript;
  private final Scope scope;
  private final List<Connection> group = new ArrayList<>();

  Filling(Subject subject, Poller poller, Transcript transcript, Scope scope) {
    this.subject = subject;
    this.poller = poller;
    this.transcript = transcript;
    this.scope = scope;
  }

  void run(Step.Exhaust step, Login login) throws Broken, Unable {
    Duration bound = subject.limit().multipliedBy(LIMITS);
    Deadline end = Deadline.in(bound);
    while (!end.passed()) {
      if (group.size() == MOST_SESSIONS) {
        throw new Unable(
            "the server took %d sessions; where its limit is was not tried"
                .formatted(MOST_SESSIONS));
      } else if (!another(step, login)) {
        return;
      }
    }
    throw new Unable(
        "the server took %d sessions in %.1f s; where its limit is was not found out"
            .formatted(group.size(), bound.toMillis() / 1000.0));
  }

  /** Whether there was room for it. */
  private boolean another(Step.Exhaust step, Login login) throws Broken, Unable {
    String name = step.name() + (group.size() + 1);
    Link link = open(name);
    try {
      // Known before it is complete, so that it is closed whatever happens.
      group.add(new Connection(link, null));
      scope.put(step.name(), group);
      Session session = Session.start(link, login, deadline());
      group.set(group.size() - 1, new Connection(link, session));
      scope.put(step.name(), group);
      return true;
    } catch (StartUpException e) {
      group.remove(group.size() - 1);
      link.close();
      scope.put(step.name(), group);
      boolean full = e.error().flatMap(error -> error.sqlState()).orElse("").equals(FULL);
      if (full && group.isEmpty()) {
        throw new Unable("the target has no room for a single session: " + e.getMessage());
      } else if (!full) {
        String expected = "a session for " + login.user();
        throw new Broken(
            step.place(),
            name,
            group.isEmpty() ? expected : expected + " or ErrorResponse[C=%s]".formatted(FULL),
            e.getMessage());
      }
      return false;
    }
  }

  private Link open(String name) throws Unable {
    try {
      return subject.connector().open(poller, transcript, name, Transport.PLAIN, deadline());
    } catch (LinkException e) {
      throw new Unable(e.getMessage());
    }
  }

  private Deadline deadline() {
    return Deadline.in(subject.limit());
  }
}
