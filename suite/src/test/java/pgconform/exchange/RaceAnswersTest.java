package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.link.TransportNote;
import pgconform.scenario.Place;
import pgconform.scenario.RaceRule;
import pgconform.testing.Judged;
import pgconform.testing.ScriptedServer;
import pgconform.wire.Bytes;
import pgconform.wire.Message;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Side;
import pgconform.wire.Terminate;

/** After a round, each session has as many answers as questions, and says nothing more. */
class RaceAnswersTest {
  private static final Query QUERY = new Query("q");
  private static final ReadyForQuery READY = new ReadyForQuery('I');

  private final Poller poller = new Poller();

  /** Answers each message with one ReadyForQuery. */
  private final ScriptedServer server =
      ScriptedServer.start(
          peer -> {
            while (peer.next() != null) {
              peer.send(READY);
            }
          });

  private Link link;

  @BeforeEach
  void connect() throws LinkException {
    Deadline deadline = Deadline.in(Judged.PATIENT);
    link = server.connector().open(poller, Transcript.none(), "s", Transport.PLAIN, deadline);
  }

  @AfterEach
  void close() {
    poller.close();
    server.close();
  }

  private static Transcript.Entry entry(Object item) {
    boolean sent = item instanceof Query || item instanceof Terminate;
    boolean note = !(item instanceof Message);
    return new Transcript.Entry(
        0,
        "s",
        note ? Transcript.Kind.NOTE : sent ? Transcript.Kind.SENT : Transcript.Kind.RECEIVED,
        note ? Optional.empty() : Optional.of(sent ? Side.FRONTEND : Side.BACKEND),
        List.of(item),
        Bytes.EMPTY);
  }

  /** What is wrong after a round in which this has crossed the connection. */
  private String wrong(List<RaceRule> except, Object... items) {
    RaceRules rules = new RaceRules(new Place("a.yaml", 1, 1), except, 0);
    try {
      rules.check(Map.of(), Arrays.stream(items).map(RaceAnswersTest::entry).toList());
      rules.answered(List.of(new Connection(link)));
      return "";
    } catch (RequirementFailedException e) {
      assertEquals(RaceRule.ANSWERED, ((Expected.OfRace) e.evidence.expected()).rule());
      return e.evidence.connection() + ": " + e.evidence.came();
    }
  }

  private String wrong(Object... items) {
    return wrong(List.of(), items);
  }

  @Test
  void thereIsOneAnswerForEachQuestion() {
    assertEquals("", wrong());
    assertEquals("", wrong(QUERY, READY, QUERY, READY));
    assertEquals("s: 1 ReadyForQuery for 2 of these messages", wrong(QUERY, READY, QUERY));
    assertEquals("s: 1 ReadyForQuery for 0 of these messages", wrong(READY));
    assertEquals("", wrong(List.of(RaceRule.ANSWERED), READY));
  }

  @Test
  void aSessionThatIsOverOwesNone() {
    assertEquals("", wrong(QUERY, new Terminate()));
    assertEquals(
        "",
        wrong(
            QUERY, new TransportNote.EndedByPeer(Side.BACKEND, new Event.Closed(0, false, false))));
    assertEquals(
        "s: 0 ReadyForQuery for 1 of these messages",
        wrong(QUERY, TransportNote.Ours.OUTPUT_CLOSED));
    link.close();
    assertEquals("", wrong(QUERY));
  }

  @Test
  void whatHasComeBehindTheLastAnswerIsTooMuch() {
    link.send(QUERY.encode(), List.of(QUERY), Deadline.in(Judged.PATIENT));
    assertTrue(link.untaken(0, Deadline.in(Judged.PATIENT)).isPresent());
    assertEquals("s: ReadyForQuery(idle)", wrong(QUERY, READY));
  }
}
