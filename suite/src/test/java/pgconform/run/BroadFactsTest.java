package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Actual;
import pgconform.scenario.Level;
import pgconform.testing.Deviations;
import pgconform.testing.Rows;
import pgconform.wire.Bytes;
import pgconform.wire.CommandComplete;
import pgconform.wire.MalformedMessage;
import pgconform.wire.NoticeResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ReadyForQuery;

/** Differences that are one cause, each against the causes of all the others. */
class BroadFactsTest {
  private static final Actual NOTHING = new Actual.Nothing();
  private static final Actual DONE = Deviations.came(new CommandComplete("SELECT 1"));
  private static final Actual ROW = Deviations.came(Rows.of("1").get(0));

  private static Actual error(String severity, String state, String words) {
    return Deviations.came(Rows.error(severity, state, words));
  }

  private static Actual told(String name, String value) {
    return Deviations.came(new ParameterStatus(name, value));
  }

  private static List<Causes.Entry> same(String why, Causes.Entry... failures) {
    assertEquals(1, Causes.of(List.of(failures)).size(), why);
    return List.of(failures);
  }

  private static Causes.Entry failure(String id, Actual came, String expected) {
    return CausesTest.failure(id, came, expected);
  }

  @Test
  void theTextThatIsShownIsOneThatCame() {
    Causes.Entry first =
        failure("A-1", error("FATAL", "08P01", "bad header: '0000001f0003'"), "AuthenticationOk");
    Causes.Entry second =
        failure("A-2", error("FATAL", "08P01", "bad header: '0000002f0003'"), "BackendKeyData");
    Causes.Link link = Causes.of(List.of(first, second)).get(0).links().get(0);
    assertEquals(List.of(second), link.entries());
    assertEquals(
        List.of("an ErrorResponse came: bad header: '0000001f0003'"),
        first.facts().broad().stream().filter(fact -> fact.contains("header")).toList());
    Causes.Entry words = broad("A-1", "an ErrorResponse came: no user at 12");
    Causes.Entry number = broad("A-2", "an ErrorResponse came: no user at 7");
    assertEquals(
        "an ErrorResponse came: no user at 12",
        Causes.of(List.of(words, number)).get(0).links().get(0).shared());
    // Other numbers matter.
    assertEquals(
        2,
        Causes.of(List.of(broad("A-1", "no SQLSTATE 57014"), broad("A-2", "no SQLSTATE 57P01")))
            .size());
  }

  private static Causes.Entry broad(String id, String fact) {
    return new Causes.Entry(
        id, "cancel", Level.MUST, true, new Causes.Facts(List.of(), List.of(fact)), 0);
  }

  @Test
  void differencesOfOneKindAreOneCauseAndKindsAreNot() {
    Actual malformed = Deviations.came(new MalformedMessage('D', 4, Bytes.EMPTY, "cut"));
    Actual ready = Deviations.came(new ReadyForQuery('I'));
    Actual notice = Deviations.came(new NoticeResponse(List.of()));
    List<List<Causes.Entry>> kinds =
        List.of(
            same(
                "malformed messages",
                failure("A-1", malformed, "CommandComplete"),
                failure("A-2", malformed, "DataRow")),
            same(
                "ReadyForQuery is missing",
                failure("B-1", DONE, "ReadyForQuery"),
                failure("B-2", ROW, "ReadyForQuery")),
            same(
                "NoData is missing", failure("C-1", DONE, "NoData"), failure("C-2", ROW, "NoData")),
            same(
                "the same words, but for numbers",
                failure("D-1", error("FATAL", "08P01", "no user at 12"), "AuthenticationOk"),
                failure("D-2", error("FATAL", "08P01", "no user at 7"), "BackendKeyData")),
            same(
                "a parameter",
                failure("E-1", told("TimeZone", "UTC"), "CommandComplete"),
                failure("E-2", told("TimeZone", "CET"), "BackendKeyData")),
            same(
                "another parameter",
                failure("F-1", told("DateStyle", "ISO"), "AuthenticationCleartextPassword")),
            same(
                "one SQLSTATE in place of others",
                failure("G-1", error("FATAL", "08P01", "no such role"), "ErrorResponse C=28000"),
                failure("G-2", error("FATAL", "08P01", "no database"), "ErrorResponse C=3D000")),
            same(
                "parts of one requirement",
                failure("H-1", DONE, "AuthenticationMD5Password"),
                failure("H-1b", ROW, "CopyDone")),
            same(
                "one severity in place of another",
                failure("I-1", error("ERROR", "0A000", "no such version"), "ErrorResponse S=FATAL"),
                failure("I-2", error("ERROR", "22023", "no encoding"), "ErrorResponse S=FATAL")),
            same(
                "what a session begins with",
                failure("J-1", ready, "AuthenticationOk"),
                failure("J-2", notice, "AuthenticationOk")),
            same(
                "silence where nothing is canceled",
                failure("K-1", NOTHING, "CopyDone"),
                failure("K-2", NOTHING, "CopyData")));
    assertEquals(kinds.size(), Causes.of(kinds.stream().flatMap(List::stream).toList()).size());
  }
}
