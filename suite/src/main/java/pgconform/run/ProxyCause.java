package pgconform.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pgconform.exchange.Actual;
import pgconform.exchange.CancelRoute;
import pgconform.exchange.Evidence;
import pgconform.link.Event;
import pgconform.link.Transcript;
import pgconform.wire.CancelRequest;
import pgconform.wire.ReadyForQuery;

/**
 * The mistakes of a proxy with cancels, which affect many requirements. Each kind has one
 * requirement that judges it, and whose failure shows it best.
 */
enum ProxyCause {
  /** A cancel is not passed on. */
  LOST("no CancelRequest arrived at the backend", "PRX-001"),
  /** A cancel is passed on for another client's session. */
  ASTRAY(
      "a CancelRequest for another session than that of the client arrived at the backend",
      "PRX-003"),
  /** A session ends after a cancel. */
  ENDED("a session was closed after a cancel", "PRX-003b"),
  /** A message arrives on the connection of a cancel. */
  ANSWERED("a message came on the connection of a cancel", "PRX-016"),
  /** A connection of a cancel is not closed. */
  OPEN("the connection of a cancel stayed open", "PRX-016b");

  /** The class of SQLSTATEs of cancels: Operator Intervention. */
  private static final String INTERVENTION = "57";

  private final String fact;
  private final String judge;

  ProxyCause(String fact, String judge) {
    this.fact = fact;
    this.judge = judge;
  }

  /** Returns the fact in words. */
  String fact() {
    return fact;
  }

  /** Returns whether a requirement is about this mistake. */
  boolean isJudgedBy(String id) {
    return judge.equals(id);
  }

  /** Returns which of these mistakes a failure shows; empty if none. */
  static Optional<ProxyCause> of(Evidence evidence, List<Transcript.Entry> exchange) {
    Actual came = evidence.came();
    String connection = evidence.connection();
    boolean ofCancel = canceled(exchange).anyMatch(entry -> entry.connection().equals(connection));
    if (ofCancel && came.telling().filter(Event.Received.class::isInstance).isPresent()) {
      return Optional.of(ANSWERED);
    } else if (ofCancel && came.isSilence()) {
      return Optional.of(OPEN);
    } else if (came.isSilence() && evidence.route().equals(Optional.of(CancelRoute.LOST))) {
      return Optional.of(LOST);
    } else if (ofCancels(came) && evidence.route().equals(Optional.of(CancelRoute.ASTRAY))) {
      return Optional.of(ASTRAY);
    } else if (canceled(exchange).findAny().isPresent()
        && came.telling().filter(Event.Closed.class::isInstance).isPresent()
        && isSession(connection, exchange)) {
      return Optional.of(ENDED);
    }
    return Optional.empty();
  }

  /** Returns the entries with CancelRequests that clients have sent. */
  private static Stream<Transcript.Entry> canceled(List<Transcript.Entry> exchange) {
    return exchange.stream()
        .filter(entry -> entry.kind() == Transcript.Kind.SENT)
        .filter(entry -> entry.items().stream().anyMatch(CancelRequest.class::isInstance));
  }

  /** Returns whether it is a CancelRequest, the effect of a cancel, or its absence. */
  private static boolean ofCancels(Actual came) {
    return came.isSilence()
        || came.sqlState().filter(state -> state.startsWith(INTERVENTION)).isPresent()
        || came.telling()
            .filter(Event.Received.class::isInstance)
            .filter(event -> ((Event.Received) event).message() instanceof CancelRequest)
            .isPresent();
  }

  /** Returns whether a client has a session on a connection. */
  private static boolean isSession(String connection, List<Transcript.Entry> exchange) {
    return exchange.stream()
        .filter(entry -> entry.kind() == Transcript.Kind.RECEIVED)
        .filter(entry -> entry.connection().equals(connection))
        .anyMatch(entry -> entry.items().stream().anyMatch(ReadyForQuery.class::isInstance));
  }
}
