package pgconform.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A row of an exchange as it is shown. */
sealed interface ExchangeRow {
  /** A single line. */
  record Single(TraceLine line) implements ExchangeRow {}

  /** The start-up of a session in which nothing is unusual, up to ReadyForQuery. */
  record StartUp(List<TraceLine> lines) implements ExchangeRow {}

  /** The place at which another event was expected. */
  record Unmet(Finding.Failure failure) implements ExchangeRow {}

  /**
   * The type bytes of authentication requests, ParameterStatus, BackendKeyData and
   * NegotiateProtocolVersion.
   */
  Set<String> OF_START_UP = Set.of("52", "53", "4b", "76");

  /** The type byte of PasswordMessage, SASLInitialResponse and SASLResponse. */
  String PASSWORD = "70";

  /** The type byte of ReadyForQuery. */
  String READY = "5a";

  /** The beginning of a StartupMessage of protocol 3. */
  String PROTOCOL_3 = "0003";

  /** The code of SSLRequest. */
  String SSL_REQUEST = "04d2162f";

  /** The number of lines below which a start-up is not folded. */
  int FEWEST = 4;

  /**
   * Returns the rows of an exchange.
   *
   * @param failure the failure that it shows; null for none
   */
  static List<ExchangeRow> of(List<TraceLine> trace, Finding.Failure failure) {
    List<ExchangeRow> rows = new ArrayList<>();
    boolean told = failure == null;
    boolean marked = trace.stream().anyMatch(TraceLine::unmet);
    for (int i = 0; i < trace.size(); ) {
      TraceLine line = trace.get(i);
      if (!told && !marked && failure.atMs() != null && line.ms() > failure.atMs()) {
        rows.add(new Unmet(failure));
        told = true;
      }
      int lines = startUp(trace.subList(i, trace.size()));
      rows.add(lines < FEWEST ? new Single(line) : new StartUp(trace.subList(i, i + lines)));
      i += lines < FEWEST ? 1 : lines;
      if (!told && line.unmet()) {
        rows.add(new Unmet(failure));
        told = true;
      }
    }
    if (!told) {
      rows.add(new Unmet(failure));
    }
    return rows;
  }

  /**
   * Returns how many of these lines, from the first on, form an ordinary start-up; zero if none do.
   */
  private static int startUp(List<TraceLine> lines) {
    boolean begun = false;
    String connection = lines.get(0).connection();
    for (int i = 0; i < lines.size(); i++) {
      TraceLine line = lines.get(i);
      if (line.unmet() || connection.isEmpty() || !line.connection().equals(connection)) {
        return 0;
      } else if (begun && line.toClient() && line.type().equals(READY)) {
        return i + 1;
      } else if (!begun && begins(line)) {
        begun = true;
      } else if (begun ? !continues(line) : !precedes(line)) {
        return 0;
      }
    }
    return 0;
  }

  private static boolean begins(TraceLine line) {
    return line.toServer() && line.type().isEmpty() && line.body().startsWith(PROTOCOL_3);
  }

  private static boolean continues(TraceLine line) {
    return line.toClient()
        ? OF_START_UP.contains(line.type())
        : line.toServer() && line.type().equals(PASSWORD);
  }

  /** Returns whether a line may precede a StartupMessage: the connection, or TLS. */
  private static boolean precedes(TraceLine line) {
    return line.side() == TraceLine.Side.NOTE
        || (line.toServer()
            ? line.body().equals(SSL_REQUEST)
            : line.type().isEmpty() && line.size() == 1);
  }
}
