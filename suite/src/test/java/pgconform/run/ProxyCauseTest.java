package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Actual;
import pgconform.exchange.CancelRoute;
import pgconform.exchange.Evidence;
import pgconform.link.Event;
import pgconform.link.Transcript;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.testing.Deviations;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.CommandComplete;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Side;

/** What a proxy does wrong with cancels is one cause, shown by the requirement about it. */
class ProxyCauseTest {
  private static final CancelRequest REQUEST = new CancelRequest(1, Bytes.ofHex("01020304"));
  private static final Actual CANCELED = Deviations.came(Rows.error("ERROR", "57014", "canceled"));
  private static final Actual CLOSED = new Actual.Seen(new Event.Closed(1, false, false));

  private final List<Causes.Entry> failures = new ArrayList<>();

  private static Transcript.Entry entry(String connection, Transcript.Kind kind, Object message) {
    Side sender = kind == Transcript.Kind.SENT ? Side.FRONTEND : Side.BACKEND;
    return new Transcript.Entry(
        0, connection, kind, Optional.of(sender), List.of(message), Bytes.EMPTY);
  }

  private void fails(String id, String connection, Actual came, CancelRoute... route) {
    fails(Scenarios.builtIn(Role.PROXY, id), connection, came, route);
  }

  private void fails(Scenario scenario, String connection, Actual came, CancelRoute... route) {
    Evidence evidence =
        new Evidence(scenario.place(), connection, Deviations.expected("RowDescription"), came)
            .routed(List.of(route).stream().findFirst());
    List<Transcript.Entry> exchange =
        List.of(
            entry("app", Transcript.Kind.RECEIVED, new ReadyForQuery('I')),
            entry("other", Transcript.Kind.RECEIVED, new ReadyForQuery('I')),
            entry("cancel", Transcript.Kind.SENT, REQUEST));
    failures.add(
        new Causes.Entry(
            scenario.id(),
            scenario.area(),
            scenario.level(),
            true,
            CauseFacts.of(scenario, evidence, exchange),
            CauseFacts.aptness(scenario, evidence, exchange)));
  }

  private void assertOneCauseShownBy(String id) {
    List<Causes.Group> groups = Causes.of(failures);
    assertEquals(1, groups.size(), groups.toString());
    assertEquals(id, groups.get(0).first().id());
  }

  @Test
  void cancelsThatDoNotArriveAreOneCause() {
    fails("PRX-013", "forwarded", new Actual.Nothing(), CancelRoute.LOST);
    fails("PRX-003", "forwarded", new Actual.Nothing(), CancelRoute.LOST);
    fails("PRX-001", "app", new Actual.Nothing(), CancelRoute.LOST);
    assertOneCauseShownBy("PRX-001");
  }

  @Test
  void cancelsThatArriveForOthersAreOneCause() {
    fails("PRX-001", "app", new Actual.Nothing(), CancelRoute.ASTRAY);
    fails("PRX-016c", "other", CANCELED, CancelRoute.ASTRAY);
    fails(
        "PRX-003",
        "forwarded",
        new Actual.Seen(new Event.Received(1, REQUEST)),
        CancelRoute.ASTRAY);
    assertOneCauseShownBy("PRX-003");
  }

  @Test
  void sessionsThatEndWhereSomebodyCancelsAreOneCause() {
    fails("PRX-023", "app", CLOSED);
    fails("PRX-003", "other", CLOSED);
    fails("PRX-003b", "other", CLOSED);
    assertOneCauseShownBy("PRX-003b");
  }

  @Test
  void answersToCancelsAreOneCause() {
    fails("PRX-004", "cancel", Deviations.came(new CommandComplete("CANCEL")));
    fails("PRX-016", "cancel", Deviations.came(new CommandComplete("CANCEL")));
    assertOneCauseShownBy("PRX-016");
  }

  @Test
  void cancelsThatStayOpenAreOneCause() {
    fails("PRX-004", "cancel", new Actual.Nothing());
    fails("PRX-016b", "cancel", new Actual.Nothing());
    assertOneCauseShownBy("PRX-016b");
  }

  @Test
  void whatHasToDoWithNoCancelKeepsItsCause() {
    fails("PRX-001", "app", new Actual.Nothing(), CancelRoute.LOST);
    fails("PRX-022", "app", Deviations.came(new ReadyForQuery('I')), CancelRoute.LOST);
    assertEquals(2, Causes.of(failures).size());
    assertNotEquals(failures.get(0).facts(), failures.get(1).facts());
  }

  @Test
  void serversHaveNoSuchCauses() {
    fails(Scenarios.builtIn("CAN-002"), "app", CLOSED);
    assertEquals("Closed instead of RowDescription", failures.get(0).facts().precise().get(0));
  }
}
