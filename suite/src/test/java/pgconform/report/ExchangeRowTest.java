package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** An ordinary start-up is one row; a failure stands where it was seen. */
class ExchangeRowTest {
  private static final String STARTUP = "000300007573657200610000";

  private final List<TraceLine> lines = new ArrayList<>();

  private void line(TraceLine.Side side, String type, String body, boolean unmet) {
    line("a", side, type, body, unmet);
  }

  /** Whether pgconform is the server. */
  private boolean accepted;

  private void line(
      String connection, TraceLine.Side side, String type, String body, boolean unmet) {
    boolean message = side != TraceLine.Side.NOTE;
    lines.add(
        new TraceLine(
            lines.size(),
            connection,
            side,
            side + " " + type,
            Map.of(),
            type,
            message ? "00000008" : "",
            body,
            message ? 9 : 0,
            unmet,
            accepted));
  }

  private void startUp() {
    TraceLine.Side client = accepted ? TraceLine.Side.RECEIVED : TraceLine.Side.SENT;
    TraceLine.Side server = accepted ? TraceLine.Side.SENT : TraceLine.Side.RECEIVED;
    line(TraceLine.Side.NOTE, "", "", false);
    line(client, "", STARTUP, false);
    for (String type : List.of("52", "53", "53", "4b", "5a")) {
      line(server, type, "", false);
    }
  }

  @Test
  void theStartUpOfAClientThatIsServedIsOneRowToo() {
    accepted = true;
    startUp();
    line(TraceLine.Side.RECEIVED, "51", "", false);
    assertEquals("start-up of 7, received 51", rows(null));
  }

  private static Finding.Failure failure(Double at) {
    return new Finding.Failure(
        "a",
        "Closed",
        "nothing",
        "x.yaml:1:1",
        "",
        "",
        3,
        3,
        0,
        0,
        1,
        "",
        List.of(),
        List.of(),
        null,
        "",
        at,
        1000.0);
  }

  private String rows(Finding.Failure failure) {
    return ExchangeRow.of(lines, failure).stream()
        .map(
            row ->
                row instanceof ExchangeRow.StartUp startUp
                    ? "start-up of " + startUp.lines().size()
                    : row instanceof ExchangeRow.Single single ? single.line().text() : "failure")
        .collect(Collectors.joining(", "));
  }

  @Test
  void anOrdinaryStartUpIsOneRow() {
    startUp();
    line(TraceLine.Side.SENT, "51", "", false);
    assertEquals("start-up of 7, sent 51", rows(null));
  }

  @Test
  void whatIsUnusualIsShown() {
    startUp();
    // NoticeResponse is no part of an ordinary start-up.
    lines.set(
        3, new TraceLine(3, "a", TraceLine.Side.RECEIVED, "notice", Map.of(), "4e", "08", "", 9));
    assertEquals(7, ExchangeRow.of(lines, null).size());
    lines.clear();
    startUp();
    lines.set(
        5,
        new TraceLine(
            5, "a", TraceLine.Side.RECEIVED, "key", Map.of(), "4b", "08", "", 9, true, false));
    assertEquals(8, ExchangeRow.of(lines, failure(5.0)).size(), "seven lines and the failure");
    lines.clear();
    startUp();
    line("b", TraceLine.Side.NOTE, "", "", false);
    lines.add(4, lines.remove(7));
    assertEquals(8, ExchangeRow.of(lines, null).size(), "another connection is between");
  }

  @Test
  void aFailureStandsBehindWhatShowsIt() {
    line(TraceLine.Side.SENT, "51", "", false);
    line(TraceLine.Side.RECEIVED, "45", "", true);
    line(TraceLine.Side.RECEIVED, "5a", "", false);
    assertEquals("sent 51, received 45, failure, received 5a", rows(failure(0.0)));
  }

  @Test
  void aSilenceStandsWhereItEnds() {
    line(TraceLine.Side.SENT, "51", "", false);
    line(TraceLine.Side.RECEIVED, "45", "", false);
    line(TraceLine.Side.NOTE, "", "", false);
    assertEquals("sent 51, received 45, failure, note ", rows(failure(1.5)));
    assertEquals("sent 51, received 45, note , failure", rows(failure(7.0)));
    assertEquals("sent 51, received 45, note , failure", rows(failure(null)), "nobody knows when");
  }
}
