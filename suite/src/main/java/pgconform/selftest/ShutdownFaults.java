package pgconform.selftest;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import pgconform.wire.CancelRequest;
import pgconform.wire.ErrorResponse;
import pgconform.wire.NoticeResponse;

/** Faults of servers that are shutting down, or do not accept sessions yet. */
final class ShutdownFaults {
  private static final String TERMINATION = "termination";
  private static final String RESOURCES = "resources";
  private static final String CANCEL = "cancel";

  private static final String CANNOT_CONNECT_NOW = "57P03";
  private static final String ADMIN_SHUTDOWN = "57P01";

  private ShutdownFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
            "refused-in-silence",
            RESOURCES,
            "A server that is shutting down or recovering refuses sessions without an error"
                + " message.",
            rules ->
                rules.changing(
                    ErrorResponse.class,
                    (connection, error) ->
                        is(error, CANNOT_CONNECT_NOW) ? List.of() : List.of(error))),
        Fault.of(
            "stopping-answers-cancels",
            RESOURCES,
            "A server that takes no sessions says so to a CancelRequest, too.",
            rules ->
                onceRefusing(
                    rules,
                    (connection, request, octets) -> {
                      connection.toClient(
                          ErrorResponse.of("FATAL", CANNOT_CONNECT_NOW, "not now").encode());
                      connection.end();
                    })),
        Fault.of(
            "stopping-ignores-cancels",
            CANCEL,
            "A server that takes no sessions cancels nothing any more.",
            rules -> onceRefusing(rules, (connection, request, octets) -> connection.end())),
        Fault.of(
            "last-session-not-told",
            TERMINATION,
            "The last session that a shutdown ends receives no error message.",
            rules ->
                rules.changing(
                    ErrorResponse.class,
                    (connection, error) -> {
                      if (!is(error, ADMIN_SHUTDOWN)) {
                        return List.of(error);
                      }
                      connection.note = ADMIN_SHUTDOWN;
                      boolean last =
                          connection.proxy().sessions().stream()
                              .allMatch(session -> ADMIN_SHUTDOWN.equals(session.note));
                      return last ? List.of() : List.of(error);
                    })),
        Fault.of(
            "crash-not-told",
            TERMINATION,
            "An immediate shutdown ends sessions without a message.",
            rules ->
                rules.changing(
                    NoticeResponse.class,
                    (connection, notice) ->
                        notice.fields().stream()
                                .anyMatch(f -> f.code() == 'C' && f.value().startsWith("57P0"))
                            ? List.of()
                            : List.of(notice))));
  }

  private static boolean is(ErrorResponse error, String code) {
    return error.sqlState().orElse("").equals(code);
  }

  /** Handles cancels differently after a session has been refused. */
  private static void onceRefusing(Rules rules, Rules.On<CancelRequest> other) {
    AtomicBoolean refuses = new AtomicBoolean();
    rules.changing(
        ErrorResponse.class,
        (connection, error) -> {
          refuses.compareAndSet(false, is(error, CANNOT_CONNECT_NOW));
          return List.of(error);
        });
    Rules.On<CancelRequest> usual = rules.cancel;
    rules.cancel =
        (connection, request, octets) ->
            (refuses.get() ? other : usual).take(connection, request, octets);
  }
}
