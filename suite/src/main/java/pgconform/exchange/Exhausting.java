package pgconform.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import pgconform.link.Deadline;
import pgconform.link.Transport;
import pgconform.scenario.Capability;
import pgconform.scenario.ExhaustStep;
import pgconform.session.Login;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.wire.ErrorResponse;

/** Starts sessions until the server refuses one because it has no room for another. */
final class Exhausting {
  /** The largest number of sessions that are opened to find the limit of a server. */
  private static final int MOST_SESSIONS = 300;

  /**
   * The time for all sessions together, as a multiple of the limit for an answer; a slow machine
   * gets more.
   */
  private static final int LIMITS = 3;

  /** The longest time for all sessions together, as a multiple of the limit for an answer. */
  private static final int MOST_LIMITS = 9;

  /**
   * One of this many sessions of a pooler may be missing, because its processes count sessions that
   * have just ended for a moment longer. A pooler that loses one with each of fifty requests loses
   * more.
   */
  private static final int SHARE_OF_A_POOLER = 10;

  private final CurrentServer server;
  private final CaseVariables scope;
  private final Opening opening;
  private final List<Connection> group = new ArrayList<>();

  Exhausting(CurrentServer server, CaseVariables scope, Opening opening) {
    this.server = server;
    this.scope = scope;
    this.opening = opening;
  }

  void run(ExhaustStep step) throws RequirementFailedException, CannotJudgeException {
    Login login = server.login(step.as());
    long start = System.nanoTime();
    Duration bound = server.limit().multipliedBy(LIMITS);
    Deadline end = Deadline.in(bound);
    while (!end.passed()) {
      if (group.size() == 1) {
        bound = bound(Duration.ofNanos(System.nanoTime() - start), server.limit());
        end = Deadline.in(bound);
      }
      if (group.size() == MOST_SESSIONS) {
        throw CannotJudgeException.unsupported(
            "the server accepted %d sessions; pgconform does not try more, so the limit is unknown"
                .formatted(MOST_SESSIONS));
      } else if (!another(step, login)) {
        compare(step);
        return;
      }
    }
    throw CannotJudgeException.undecided(
        "the server accepted %d sessions in %.1f s, and the time was up before it refused one"
            .formatted(group.size(), bound.toMillis() / 1000.0));
  }

  /**
   * Returns how long all sessions together may take.
   *
   * @param first how long the first session took
   * @param limit how long an answer may take
   */
  static Duration bound(Duration first, Duration limit) {
    Duration wanted = first.multipliedBy(2L * MOST_SESSIONS);
    Duration least = limit.multipliedBy(LIMITS);
    Duration most = limit.multipliedBy(MOST_LIMITS);
    return Collections.min(List.of(most, Collections.max(List.of(wanted, least))));
  }

  /**
   * Fails if an earlier group had more or less room, which means that something was lost or
   * forgotten.
   */
  private void compare(ExhaustStep step) throws RequirementFailedException {
    int before = step.like().map(like -> scope.group(like).size()).orElse(group.size());
    int missing = before - group.size();
    if (server.isPooler() ? missing > before / SHARE_OF_A_POOLER : missing != 0) {
      throw new RequirementFailedException(
          step.place(), step.name(), new Expected.Room(before), new Actual.Room(group.size()));
    }
  }

  /**
   * Returns whether a proxy in front of a server reports in another way that there is no room,
   * since its limits have no specific SQLSTATE. An error of class 57 (Operator Intervention) has
   * another reason. A proxy may also leave the client waiting without an answer.
   */
  private boolean saysSo(StartUpException e) {
    return server.isPooler() && (e.silent() || isRefusal(e));
  }

  private static boolean isRefusal(StartUpException e) {
    return e.error()
        .filter(error -> error.severity().orElse("").equals("FATAL"))
        .flatMap(ErrorResponse::sqlState)
        .filter(state -> !state.startsWith("57"))
        .isPresent();
  }

  /** Returns the transport: plaintext, which is the fastest, if sessions can be started over it. */
  private Transport transport() {
    return server.has(Capability.PLAIN) ? Transport.PLAIN : server.usualTransport();
  }

  /** Starts another session and returns whether there was room for it. */
  private boolean another(ExhaustStep step, Login login)
      throws RequirementFailedException, CannotJudgeException {
    String name = step.name() + (group.size() + 1);
    Connection connection = opening.open(step.place(), name, transport());
    group.add(connection);
    // Registered before the start-up completes, so that it is always closed.
    scope.put(step.name(), group);
    long waiting = System.nanoTime();
    try {
      connection.began(Session.start(connection.link, login, server.deadline()));
      return true;
    } catch (StartUpException e) {
      group.remove(connection);
      connection.close();
      scope.put(step.name(), group);
      boolean full = Opening.full(e) || (!group.isEmpty() && saysSo(e));
      if (full && group.isEmpty()) {
        throw new CannotJudgeException(
            "the target has no room for a single session: " + e.getMessage());
      } else if (!full) {
        throw new RequirementFailedException(
            step.place(),
            name,
            new Expected.Session(login.user(), !group.isEmpty()),
            new Actual.Refusal(e.answer(), e.getMessage()),
            waiting);
      }
      return false;
    }
  }
}
