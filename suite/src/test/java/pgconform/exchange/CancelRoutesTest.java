package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CancelRequests that name another session than that of the canceled query have gone astray. */
class CancelRoutesTest {
  private static final Optional<CancelRoute> RIGHT = Optional.empty();
  private static final Optional<CancelRoute> ASTRAY = Optional.of(CancelRoute.ASTRAY);

  /** What a case that fails after these steps says of its CancelRequests. */
  private static Optional<CancelRoute> route(String steps) throws IOException {
    String failing =
        """
        - start: last
        - send: last
          messages: [{Query: select 1}]
        - expect: last
          messages: Closed
        """;
    try (Straight straight = Straight.start()) {
      CaseResult result = straight.run("steps:\n" + (steps + failing).indent(2));
      assertEquals(Verdict.FAIL, result.verdict(), result::toString);
      Evidence evidence = result.evidence().orElseThrow();
      assertEquals("last", evidence.connection(), evidence::sentence);
      return evidence.route();
    }
  }

  /** A CancelRequest that arrives at the backend. */
  private static String arrives(String processId, String key) {
    return """
        - open: request
          over: plain
        - send: request
          messages: [{CancelRequest: {processId: %s, secretKey: %s}}]
        - expect: request
          messages: Closed
        """
        .formatted(processId, key);
  }

  private static String arrivesFor(String session) {
    return arrives("$%s.processId".formatted(session), "$%s.secretKey".formatted(session));
  }

  private static final String UNKNOWN = arrives("1", "\"01020304\"");

  private static final String HELD =
      """
      - start: mine
      - start: other
      - hold: mine
      """;

  private static final String CANCELED =
      HELD
          + """
          - cancel: mine
          - expect: cancel
            messages: Closed
          """;

  @Test
  void whereNobodyCancelsNothingIsLost() throws IOException {
    assertEquals(RIGHT, route(""));
    assertEquals(RIGHT, route(HELD));
  }

  @Test
  void aCancelOfTheCanceledQueryIsRight() throws IOException {
    assertEquals(RIGHT, route(CANCELED));
  }

  @Test
  void whereAQueryIsCanceledNoOtherSessionIsNamed() throws IOException {
    assertEquals(ASTRAY, route(CANCELED + arrivesFor("other")));
    assertEquals(ASTRAY, route(CANCELED + UNKNOWN));
  }

  @Test
  void whereNoQueryIsCanceledNoBusySessionIsNamed() throws IOException {
    assertEquals(ASTRAY, route(HELD + arrivesFor("mine")));
    assertEquals(RIGHT, route(HELD + arrivesFor("other")));
    assertEquals(RIGHT, route(HELD + UNKNOWN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"key: \"01020304\"", "process id: \"+1\""})
  void whoSendsAKeyOfNobodyCancelsNoQuery(String field) throws IOException {
    String canceled =
        """
        - cancel: mine
          %s
        - expect: cancel
          messages: Closed
        """;
    assertEquals(RIGHT, route(HELD + canceled.formatted(field)));
  }
}
