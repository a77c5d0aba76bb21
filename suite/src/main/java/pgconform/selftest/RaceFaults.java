package pgconform.selftest;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import pgconform.wire.Bytes;
import pgconform.wire.CommandComplete;
import pgconform.wire.CopyData;
import pgconform.wire.CopyOutResponse;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Query;

/** Faults of a cancel that arrives just as its query ends. */
final class RaceFaults {
  private static final String AREA = "race";
  private static final String CANCELED = "57014";

  /** The time from the close to a late cancel, in milliseconds. */
  private static final long LATE = 2;

  /** The command tags of statements by their first word. */
  private static final Map<String, String> TAGS =
      Map.of("insert", "INSERT 0 1", "copy", "COPY 3", "commit", "COMMIT");

  private RaceFaults() {}

  private static Fault of(String name, String says, Consumer<Rules> change) {
    return Fault.of(name, AREA, says, change);
  }

  static List<Fault> all() {
    return List.of(
        of(
            "fence-lies-by-2-ms",
            "The connection of a CancelRequest is closed 2 ms before the cancel is delivered.",
            rules -> rules.cancel = CancelEdits.later(LATE)),
        of(
            "fence-lies",
            "The connection of a CancelRequest is closed 30 ms before the cancel is delivered.",
            rules -> rules.cancel = CancelEdits.later(30)),
        of(
            "late-cancel-hits-the-next-query",
            "A cancel that finds no query stops the next one.",
            SessionFaults::lingering),
        of(
            "cancel-delivered-twice",
            "Each cancel is delivered once more 3 ms later.",
            rules ->
                rules.cancel =
                    (connection, request, octets) -> {
                      connection.cancel(request, octets);
                      connection.proxy().later(3, () -> connection.proxy().deliver(request));
                    }),
        of(
            "idle-cancel-hits-another",
            "A cancel that finds its session idle stops the query of another session.",
            RaceFaults::handedOver),
        Fault.rare(
            "one-cancel-in-50-late",
            AREA,
            "One cancel in 50 is delivered 2 ms after its connection has closed.",
            RaceFaults::nowAndThenLate),
        of(
            "ended-key-hits-the-newest",
            "The key of a session that has just ended cancels the query of the newest session.",
            CancelFaults::staleKeys),
        of(
            "done-told-as-canceled",
            "A statement during which a cancel comes is done, and is said to be canceled.",
            RaceFaults::doneToldAsCanceled),
        of(
            "canceled-told-as-done",
            "A statement that is canceled is said to be done.",
            RaceFaults::canceledToldAsDone),
        of(
            "copy-goes-on-behind-its-cancel",
            "A row of a COPY TO STDOUT follows the error that has canceled it.",
            RaceFaults::rowBehindTheError));
  }

  /**
   * Delays some cancels. A client that sends the next statement after the cancel notices nothing,
   * so the number of occasions depends on the speed of the machine.
   */
  private static void nowAndThenLate(Rules rules) {
    double chance = 1 / 50.0;
    rules.cancel =
        (connection, request, octets) -> {
          connection.note = CancelEdits.victim(connection, request).orElse(null);
          if (rules.drawn(chance)) {
            CancelEdits.later(LATE).take(connection, request, octets);
          } else {
            connection.cancel(request, octets);
          }
        };
    rules.serverEnded =
        (connection, how) -> {
          connection.serverEnded(how);
          if (connection.note instanceof ProxiedConnection victim) {
            int before = victim.state.statements();
            connection
                .proxy()
                .later(
                    LATE,
                    () -> {
                      if (victim.state.busy() && victim.state.statements() > before) {
                        rules.occasion(chance);
                      }
                    });
          }
        };
  }

  private static void handedOver(Rules rules) {
    rules.cancel =
        (connection, request, octets) -> {
          ProxiedConnection victim = CancelEdits.victim(connection, request).orElse(null);
          if (victim == null || victim.state.busy()) {
            connection.cancel(request, octets);
            return;
          }
          connection.end();
          connection.proxy().sessions().stream()
              .filter(other -> other.state.busy())
              .findFirst()
              .ifPresent(other -> connection.proxy().deliver(other.state.request()));
        };
  }

  private static void doneToldAsCanceled(Rules rules) {
    rules.cancel =
        (connection, request, octets) -> {
          CancelEdits.victim(connection, request)
              .filter(victim -> victim.state.busy())
              .ifPresent(victim -> victim.note = CANCELED);
          connection.end();
        };
    rules.changing(
        CommandComplete.class,
        (connection, done) -> {
          boolean canceled = CANCELED.equals(connection.note);
          connection.note = null;
          return List.of(canceled ? ErrorResponse.of("ERROR", CANCELED, "canceled") : done);
        });
  }

  private static void canceledToldAsDone(Rules rules) {
    rules.taking(
        Query.class,
        (connection, query, octets) -> {
          String word = query.query().strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT);
          connection.note = TAGS.get(word);
          connection.toServer(octets);
        });
    rules.changing(
        ErrorResponse.class,
        (connection, error) ->
            isCanceled(error) && connection.note instanceof String tag
                ? List.of(new CommandComplete(tag))
                : List.of(error));
  }

  private static void rowBehindTheError(Rules rules) {
    rules.changing(
        CopyOutResponse.class,
        (connection, begins) -> {
          connection.note = begins;
          return List.of(begins);
        });
    rules.changing(
        ErrorResponse.class,
        (connection, error) ->
            isCanceled(error) && connection.note instanceof CopyOutResponse
                ? List.of(error, new CopyData(Bytes.ofHex("310a")))
                : List.of(error));
  }

  private static boolean isCanceled(ErrorResponse error) {
    return error.sqlState().filter(CANCELED::equals).isPresent();
  }
}
