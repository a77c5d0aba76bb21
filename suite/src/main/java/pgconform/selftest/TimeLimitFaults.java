package pgconform.selftest;

import java.util.List;
import java.util.Set;
import pgconform.wire.ErrorResponse;

/** Faults of time limits that end sessions and start-ups. */
final class TimeLimitFaults {
  private static final String AREA = "timeouts";

  /** The SQLSTATEs of the limits of an idle session, an idle transaction, and a transaction. */
  private static final Set<String> LIMITS = Set.of("57P05", "25P03", "25P04");

  /** A time in milliseconds far beyond any limit that scenarios wait for. */
  private static final int MUCH_LATER = 8_000;

  private TimeLimitFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
            "time-limits-silent",
            AREA,
            "A session that is ended by a timeout receives no error message.",
            rules ->
                rules.changing(
                    ErrorResponse.class,
                    (connection, error) -> isOfLimit(error) ? List.of() : List.of(error))),
        Fault.of(
            "time-limits-like-an-administrator",
            AREA,
            "A session that is ended by a timeout is told that an administrator has ended it.",
            rules ->
                rules.changing(
                    ErrorResponse.class,
                    (connection, error) ->
                        List.of(
                            isOfLimit(error) ? MessageEdits.with(error, "C", "57P01") : error))),
        Fault.slow(
            "time-limit-counts-anew",
            AREA,
            "The time limit starts anew when a part of the first packet arrives.",
            rules ->
                rules.serverEnded =
                    (connection, ending) -> {
                      if (connection.state.startup == null && connection.isWithinPacket()) {
                        connection.endServer();
                        connection.proxy().later(MUCH_LATER, connection::abandon);
                      } else {
                        connection.serverEnded(ending);
                      }
                    }));
  }

  private static boolean isOfLimit(ErrorResponse error) {
    return LIMITS.contains(error.sqlState().orElse(""));
  }
}
