package pgconform.exchange;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pgconform.link.Transcript;
import pgconform.link.TransportNote;
import pgconform.scenario.HoldStep;
import pgconform.scenario.StartStep;
import pgconform.scenario.Step;
import pgconform.scenario.TableStep;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Terminate;

/**
 * Tracks how much of the target's room a case takes. A session that gets no server connection waits
 * for one that only the case itself can give back; a step that needs more room than there is ends
 * the case before it waits in vain.
 */
final class CaseRoom {
  private final CurrentServer server;
  private final CaseVariables scope;
  private final Transcript transcript;

  CaseRoom(CurrentServer server, CaseVariables scope, Transcript transcript) {
    this.server = server;
    this.scope = scope;
    this.transcript = transcript;
  }

  /** What is known about a session that has started and not ended. */
  private static final class Known {
    private boolean started;
    private boolean asked;
    private boolean waits;
    private boolean inTransaction;

    private void sends(List<?> items) {
      asked |= started && !items.isEmpty();
      waits |= started && !items.isEmpty();
    }

    private void receives(ReadyForQuery ready) {
      started = true;
      waits = false;
      inTransaction = ready.status() != 'I';
    }
  }

  /**
   * Ends the case if the step needs more room than the case has left.
   *
   * @throws CannotJudgeException with one sentence, if there is too little room
   */
  void admit(Step step) throws CannotJudgeException {
    Room room = server.room();
    if (!room.isLimited()) {
      return;
    }
    Map<String, Known> sessions = sessions();
    Set<String> taking = taking(sessions, false);
    int more = more(step, sessions, taking);
    int needed = taking.size() + controls() + more;
    if (more > 0 && !room.has(needed)) {
      throw CannotJudgeException.unsupported(room.tooSmall(needed));
    }
  }

  /**
   * Returns why a lasting silence shows only that there is no room; empty if there is some left.
   */
  Optional<String> full() {
    Room room = server.room();
    int needed = taking(sessions(), true).size() + controls() + 1;
    return room.has(needed) ? Optional.empty() : Optional.of(room.full());
  }

  private int more(Step step, Map<String, Known> sessions, Set<String> taking)
      throws CannotJudgeException {
    Room.Taken taken = server.room().taken();
    if (step instanceof StartStep start) {
      boolean asks = !server.login(start.as()).settings().isEmpty();
      boolean takes = taken == Room.Taken.BY_START || (taken == Room.Taken.BY_QUERY && asks);
      return takes ? (int) scope.number(start.times()) : 0;
    } else if (step instanceof TableStep) {
      return taking.contains(CaseTables.NAME) ? 0 : 1;
    }
    List<Connection> asked =
        step.parts().asked().stream().flatMap(name -> scope.group(name).stream()).toList();
    int others =
        (int)
            asked.stream()
                .map(connection -> connection.link.name())
                .filter(name -> !taking.contains(name))
                .filter(name -> sessions.containsKey(name) && sessions.get(name).started)
                .count();
    if (step instanceof HoldStep) {
      return others + (server.holdStrategy() instanceof AdvisoryLocks ? newControls(asked) : 0);
    }
    // A session that ends on its own makes room for the next one.
    return taken == Room.Taken.BY_TRANSACTION ? Math.min(1, others) : others;
  }

  private static int newControls(List<Connection> asked) {
    return (int) asked.stream().filter(connection -> !hasControl(connection)).count();
  }

  /** Returns how many control sessions, which do not belong to the case, hold its queries. */
  private int controls() {
    return (int) scope.all().stream().filter(CaseRoom::hasControl).count();
  }

  private static boolean hasControl(Connection connection) {
    return connection.hold().filter(Hold::takesSession).isPresent();
  }

  /**
   * Returns the names of the sessions that take a part of the room.
   *
   * @param now whether sessions count that wait for an answer, which may be on its way
   */
  private Set<String> taking(Map<String, Known> sessions, boolean now) {
    Set<String> holding =
        scope.all().stream()
            .filter(connection -> connection.hold().isPresent())
            .map(connection -> connection.link.name())
            .collect(Collectors.toSet());
    return sessions.entrySet().stream()
        .filter(
            entry -> {
              Known session = entry.getValue();
              boolean runs = session.waits && (now || holding.contains(entry.getKey()));
              return switch (server.room().taken()) {
                case BY_START -> session.started;
                case BY_QUERY -> session.asked;
                case BY_TRANSACTION -> session.inTransaction || runs;
              };
            })
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Returns the sessions that have not ended, by the names of their connections. */
  private Map<String, Known> sessions() {
    Map<String, Known> sessions = new HashMap<>();
    for (Transcript.Entry entry : transcript.entries()) {
      if (entry.notes(TransportNote.Connected.class)) {
        sessions.put(entry.connection(), new Known());
      } else if (sessions.containsKey(entry.connection())) {
        note(entry, sessions);
      }
    }
    return sessions;
  }

  private static void note(Transcript.Entry entry, Map<String, Known> sessions) {
    Known session = sessions.get(entry.connection());
    switch (entry.kind()) {
      case SENT -> session.sends(entry.items());
      case RECEIVED ->
          messages(entry, ReadyForQuery.class).forEach(ready -> session.receives(ready));
      case NOTE, TOLD, ANSWERED -> {}
    }
    boolean left =
        messages(entry, Terminate.class).findAny().isPresent()
            || entry.items().contains(TransportNote.Ours.CLOSED)
            || entry.items().contains(TransportNote.Ours.RESET)
            || entry.notes(TransportNote.EndedByPeer.class);
    if (left) {
      sessions.remove(entry.connection());
    }
  }

  private static <M> Stream<M> messages(Transcript.Entry entry, Class<M> kind) {
    return entry.items().stream().filter(kind::isInstance).map(kind::cast);
  }
}
