package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Event;
import pgconform.wire.AuthenticationCleartextPassword;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.NoticeResponse;
import pgconform.wire.NotificationResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ProtocolTwoAuthentication;
import pgconform.wire.ReadyForQuery;

/** What may come without being named. */
class ToleratedMessagesTest {
  private static final Map<String, BackendMessage> MESSAGES =
      Map.of(
          "notice", new NoticeResponse(List.of()),
          "status", new ParameterStatus("a", "b"),
          "notification", new NotificationResponse(1, "a", "b"),
          "ready", new ReadyForQuery('I'),
          "request", new AuthenticationCleartextPassword(),
          "ok", new AuthenticationOk(),
          "old request", new ProtocolTwoAuthentication(3));

  @ParameterizedTest(name = "{0}: {1} passes {2}, is answered {3}")
  @CsvSource({
    "ReadyForQuery, notice, true, false",
    "ReadyForQuery, status, true, false",
    "ReadyForQuery, notification, true, false",
    "ReadyForQuery, ready, false, false",
    "ReadyForQuery, request, false, true",
    "ReadyForQuery, ok, false, false",
    "ReadyForQuery, old request, false, false",
    "ParameterStatus ReadyForQuery, notice, true, false",
    "ParameterStatus ReadyForQuery, status, false, false",
    "NoticeResponse ReadyForQuery, status, true, false",
    "NoticeResponse ReadyForQuery, notice, false, false",
    "NoticeResponse{0} ReadyForQuery, notice, false, false",
    "ReadyForQuery NotificationResponse, status, true, false",
    "ReadyForQuery NotificationResponse, notification, false, false",
    "any ReadyForQuery, status, false, false",
    "any ReadyForQuery, request, false, false",
    "(Closed | ParameterStatus) ReadyForQuery, status, false, false",
    "(Closed & ParameterStatus) ReadyForQuery, status, false, false",
    "ParameterStatus* ReadyForQuery, status, false, false",
    "(Closed | DataRow)* ReadyForQuery, status, true, false",
    "(Closed & DataRow) ReadyForQuery, request, false, true",
    "Authentication ReadyForQuery, request, false, false",
    "AuthenticationMD5Password? ReadyForQuery, request, false, false",
    "AuthenticationOk ReadyForQuery, request, false, true",
    "AuthenticationOk ReadyForQuery, ok, false, false",
    "AuthenticationOk ReadyForQuery, status, true, false",
  })
  void messages(String pattern, String message, boolean passes, boolean answered) {
    ToleratedMessages tolerated = new ToleratedMessages(Patterns.expecting(pattern));
    BackendMessage came = MESSAGES.get(message);
    assertEquals(passes, tolerated.letsPass(new Event.Received(0, came), event -> true));
    assertEquals(answered, tolerated.answers(came));
  }

  @ParameterizedTest
  @CsvSource({"ReadyForQuery", "any", "Closed"})
  void theEndOfAConnectionIsNoNews(String pattern) {
    ToleratedMessages tolerated =
        new ToleratedMessages(Patterns.expecting(pattern + " ReadyForQuery"));
    assertEquals(false, tolerated.letsPass(new Event.Closed(0, false, false), e -> false));
  }

  @ParameterizedTest(name = "{0}: {1} passes {2} where no pattern can take it")
  @CsvSource({
    "NoticeResponse ReadyForQuery, notice, true",
    "(Closed | NoticeResponse)+ ReadyForQuery, notice, true",
    "NoticeResponse{0} ReadyForQuery, notice, false",
    "(NoticeResponse | Closed){0} ReadyForQuery, notice, false",
    "ParameterStatus{0} ReadyForQuery, status, false",
    "NoticeResponse DataRow{0} ReadyForQuery, notice, true",
    "ParameterStatus ReadyForQuery, status, false",
    "ReadyForQuery, ready, false",
  })
  void whatNoPatternCanTake(String pattern, String message, boolean passes) {
    ToleratedMessages tolerated = new ToleratedMessages(Patterns.expecting(pattern));
    Event came = new Event.Received(0, MESSAGES.get(message));
    assertEquals(passes, tolerated.letsPass(came, event -> false));
  }
}
