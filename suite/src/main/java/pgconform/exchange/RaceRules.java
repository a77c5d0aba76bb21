package pgconform.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.link.Event;
import pgconform.link.Transcript;
import pgconform.link.TransportNote;
import pgconform.scenario.Place;
import pgconform.scenario.RaceRule;
import pgconform.wire.BackendKeyData;
import pgconform.wire.CancelRequest;
import pgconform.wire.ErrorResponse;
import pgconform.wire.FrontendMessage;
import pgconform.wire.FunctionCall;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.StartupMessage;
import pgconform.wire.Sync;
import pgconform.wire.Terminate;

/**
 * Checks the rules of a race against the events of a round. The times are those at which this
 * process has sent and read: a close that was read before a message was sent came before it,
 * however busy this machine is, so that a violation is never caused here.
 */
final class RaceRules {
  private static final String CANCELED = "57014";

  private final Place place;
  private final List<RaceRule> except;
  private final long start;
  private final Map<String, Session> sessions = new HashMap<>();
  private final List<Cancel> cancels = new ArrayList<>();

  /** A CancelRequest. */
  private static final class Cancel {
    private final String connection;
    private final CancelRequest request;
    private long closed = Long.MAX_VALUE;
    private boolean spent;

    private Cancel(String connection, CancelRequest request) {
      this.connection = connection;
      this.request = request;
    }
  }

  /** What was exchanged on a session. */
  private static final class Session {
    private Optional<BackendKeyData> key;
    // When the first message of each batch that a ReadyForQuery answers or will answer was sent.
    private final List<Long> batches = new ArrayList<>();
    private long open = -1;
    private int ready;
    private boolean over;

    private Session(Optional<BackendKeyData> key) {
      this.key = key;
    }

    private void sent(FrontendMessage message, long nanos) {
      open = open < 0 ? nanos : open;
      boolean answered =
          message instanceof Query
              || message instanceof Sync
              || message instanceof FunctionCall
              || message instanceof StartupMessage;
      if (answered) {
        batches.add(open);
        open = -1;
      }
      over |= message instanceof Terminate;
    }

    /** Returns when the first message of the batch that is being answered was sent. */
    private long begun() {
      return ready < batches.size() ? batches.get(ready) : open < 0 ? Long.MAX_VALUE : open;
    }
  }

  /**
   * Creates the rules for one round.
   *
   * @param start of the transcript, in nanoseconds of {@link System#nanoTime()}
   */
  RaceRules(Place place, List<RaceRule> except, long start) {
    this.place = place;
    this.except = except;
    this.start = start;
  }

  /**
   * Checks a round.
   *
   * @param keys the keys of the sessions that existed when it began, by the names of their
   *     connections
   * @param entries the transcript of the round
   * @throws RequirementFailedException with the first message that breaks a rule
   */
  void check(Map<String, BackendKeyData> keys, List<Transcript.Entry> entries)
      throws RequirementFailedException {
    keys.forEach((name, key) -> sessions.put(name, new Session(Optional.of(key))));
    for (Transcript.Entry entry : entries) {
      switch (entry.kind()) {
        case SENT -> entry.items().forEach(item -> sent(entry, item));
        case RECEIVED -> {
          for (Object item : entry.items()) {
            received(entry, item);
          }
        }
        case NOTE -> {
          if (entry.notes(TransportNote.EndedByPeer.class)) {
            ended(entry);
          }
        }
        case TOLD, ANSWERED -> {
          // Races against servers have no client program.
        }
      }
    }
  }

  private Session session(String connection) {
    return sessions.computeIfAbsent(connection, name -> new Session(Optional.empty()));
  }

  private void sent(Transcript.Entry entry, Object item) {
    if (item instanceof CancelRequest request) {
      cancels.add(new Cancel(entry.connection(), request));
    } else if (item instanceof FrontendMessage message) {
      session(entry.connection()).sent(message, entry.nanos());
    }
  }

  private void ended(Transcript.Entry entry) {
    session(entry.connection()).over = true;
    cancels.stream()
        .filter(c -> c.connection.equals(entry.connection()))
        .forEach(c -> c.closed = Math.min(c.closed, entry.nanos()));
  }

  private void received(Transcript.Entry entry, Object item) throws RequirementFailedException {
    if (item instanceof ReadyForQuery) {
      session(entry.connection()).ready++;
    } else if (item instanceof BackendKeyData data) {
      session(entry.connection()).key = Optional.of(data);
    } else if (item instanceof ErrorResponse error
        && error.sqlState().filter(CANCELED::equals).isPresent()) {
      canceled(entry, error);
    }
  }

  private void canceled(Transcript.Entry entry, ErrorResponse error)
      throws RequirementFailedException {
    Session session = session(entry.connection());
    List<Cancel> addressed =
        cancels.stream()
            .filter(c -> session.key.filter(key -> isFor(c.request, key)).isPresent())
            .toList();
    List<Cancel> left = addressed.stream().filter(c -> !c.spent).toList();
    Optional<Cancel> able = left.stream().filter(c -> c.closed > session.begun()).findFirst();
    able.or(() -> left.stream().findFirst()).ifPresent(c -> c.spent = true);
    if (addressed.isEmpty()) {
      broken(RaceRule.ADDRESSED, entry, error);
    } else if (left.isEmpty()) {
      broken(RaceRule.ONCE, entry, error);
    } else if (able.isEmpty()) {
      broken(RaceRule.FENCE, entry, error);
    }
  }

  private static boolean isFor(CancelRequest request, BackendKeyData key) {
    return request.processId() == key.processId() && request.secretKey().equals(key.secretKey());
  }

  private void broken(RaceRule rule, Transcript.Entry entry, ErrorResponse error)
      throws RequirementFailedException {
    if (!except.contains(rule)) {
      throw new RequirementFailedException(
          place,
          entry.connection(),
          new Expected.OfRace(rule),
          new Actual.Seen(new Event.Received(start + entry.nanos(), error)));
    }
  }

  /** Checks after the round that each session has been answered and sends nothing more. */
  void answered(List<Connection> all) throws RequirementFailedException {
    for (Connection connection : all) {
      String name = connection.link.name();
      Session session = session(name);
      if (except.contains(RaceRule.ANSWERED) || session.over || connection.link.closed()) {
        continue;
      }
      Optional<Event> further = connection.link.peek();
      if (further.isPresent() || session.ready != session.batches.size()) {
        Actual came =
            further
                .<Actual>map(Actual.Seen::new)
                .orElseGet(() -> new Actual.Answers(session.batches.size(), session.ready));
        throw new RequirementFailedException(
            place, name, new Expected.OfRace(RaceRule.ANSWERED), came);
      }
    }
  }
}
