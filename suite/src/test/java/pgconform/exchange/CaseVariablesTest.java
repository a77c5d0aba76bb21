package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Event;
import pgconform.property.Case;
import pgconform.property.KeyChange;
import pgconform.scenario.Expression;
import pgconform.scenario.Place;
import pgconform.session.Login;
import pgconform.session.Secret;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.DataRow;
import pgconform.wire.ProtocolVersion;

/** What names stand for, and what is made of it. */
class CaseVariablesTest {
  private static final Place HERE = new Place("f", 1, 1);

  private static CaseVariables scope(Map<String, Object> values) {
    Login login = new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());
    return new CaseVariables(new Case(values), login);
  }

  private static Expression name(String name) {
    String[] parts = name.split("\\.", 2);
    return new Expression.Variable(HERE, parts[0], parts.length == 1 ? "" : parts[1]);
  }

  private static Expression written(String text) {
    return new Expression.Literal(HERE, text);
  }

  private static Map<String, Event> captured(String name) {
    return Map.of(name, new Event.Received(7, new BackendKeyData(4711, Bytes.ofHex("01020304"))));
  }

  @Test
  void loginsOfTheTargetAreNames() {
    Login usual = new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());
    Login scram =
        new Login("s", "other", Optional.of(Secret.of("pw")), ProtocolVersion.V3_0, List.of());
    CaseVariables scope =
        new CaseVariables(new Case(Map.of()), Map.of("default", usual, "scram", scram));
    assertEquals("tester", scope.value(name("user")));
    assertEquals("test", scope.value(name("database")));
    assertEquals("s", scope.value(name("scram login.user")));
    assertEquals("other", scope.value(name("scram login.database")));
    assertEquals("pw", scope.value(name("scram login.password")));
    assertEquals("", scope.value(name("md5 login.user")), "it has no such login");
  }

  @Test
  void whatIsWrittenStandsForItself() {
    CaseVariables scope = scope(Map.of("x", 5L, "key", Bytes.ofHex("00ff")));
    assertEquals("x", scope.text(written("x")));
    assertEquals(5L, scope.value(name("x")));
    Expression template =
        new Expression.Template(HERE, List.of(written("a "), name("x"), name("key")));
    assertEquals("a 500ff", scope.text(template));
    assertEquals(
        List.of("x", 5L),
        scope.value(new Expression.Listed(HERE, List.of(written("x"), name("x")))));
  }

  @Test
  void aNameStandsForTheNearestThatHasIt() {
    CaseVariables scope = scope(Map.of("user", "a variable"));
    assertEquals("test", scope.value(name("database")));
    assertEquals("", scope.value(name("nothing")));
    scope.capture(captured("database"));
    assertEquals(4711, scope.value(name("database.processId")));
    assertEquals(4711, scope.value(name("database")), "the first field");
    scope.set("database", "set");
    assertEquals("set", scope.value(name("database")));
    scope.set("user", "set");
    assertEquals("a variable", scope.value(name("user")));
    assertEquals("tester", scope(Map.of()).value(name("user")));
  }

  @Test
  void anEventThatIsNoMessageHasFieldsToo() {
    CaseVariables scope = scope(Map.of());
    scope.capture(Map.of("end", new Event.Closed(1, true, false)));
    assertEquals(true, scope.value(name("end.reset")));
    assertEquals(false, scope.value(name("end.closeNotify")));
  }

  @Test
  void aBranchSetsForItselfAndCapturesForAll() {
    CaseVariables whole = scope(Map.of());
    whole.set("n", 1L);
    CaseVariables branch = whole.branch();
    assertEquals(1L, branch.value(name("n")));
    branch.set("n", 2L);
    assertEquals(1L, whole.value(name("n")));
    branch.capture(captured("key"));
    assertEquals(4711, whole.value(name("key.processId")));
    branch.put("c", List.of(new Connection(null)));
    assertEquals(1, whole.group("c").size());
    assertEquals(1, whole.all().size());
    assertEquals(List.of(), whole.group("d"));
  }

  @Test
  void aSessionWithoutKeyDataHasNoFields() {
    CaseVariables scope = scope(Map.of());
    scope.put("s", List.of(new Connection(null)));
    assertEquals("", scope.value(name("s.secretKey")));
    assertEquals("", scope.value(name("s.processId")));
  }

  @Test
  void theKeyOfASessionHasFields() {
    CaseVariables scope = scope(Map.of());
    Connection connection = new Connection(null);
    connection.serves(Optional.of(new BackendKeyData(7, Bytes.ofHex("0a0b"))));
    scope.put("s", List.of(connection, new Connection(null)));
    assertEquals(Bytes.ofHex("0a0b"), scope.value(name("s.secretKey")));
    assertEquals(7, scope.value(name("s.processId")));
  }

  @Test
  void aLoginWithoutAPasswordHasAnEmptyOneAndNoFurtherFields() {
    CaseVariables scope = scope(Map.of("n", 5L));
    assertEquals("", scope.value(name("password")));
    assertEquals("tester", scope.value(name("default login.user")));
    assertEquals("", scope.value(name("default login.host")));
    assertEquals("n=5", scope.caseText());
  }

  @Test
  void aNameOfConnectionsThatWereNeverOpenedCanBeClosed() {
    CaseVariables scope = scope(Map.of());
    scope.put("s", List.of());
    assertEquals(Set.of("s"), scope.names());
    scope.close("t");
    scope.close("s");
    assertEquals(Set.of(), scope.names());
  }

  @Test
  void aRowIsWrittenAsItsValues() {
    CaseVariables scope = scope(Map.of());
    DataRow row =
        new DataRow(
            Arrays.asList(
                Optional.of(Bytes.ofText("a")), Optional.empty(), Optional.of(Bytes.ofText("b"))));
    scope.capture(Map.of("row", new Event.Received(1, row)));
    assertEquals("a null b", scope.text(name("row")));
    assertEquals("1 x", CaseVariables.text(List.of(1, "x")));
    assertEquals("6162", CaseVariables.text(Bytes.ofText("ab")));
    assertEquals("00".repeat(1000), CaseVariables.text(Bytes.of(new byte[1000])), "however long");
  }

  @Test
  void aKeyIsTheSessionsOwnOrChangedOrAnother() {
    Bytes own = Bytes.ofHex("01020304");
    CaseVariables scope =
        scope(
            Map.of(
                "change",
                new KeyChange(KeyChange.Kind.ZERO, 0, Bytes.EMPTY),
                "other",
                Bytes.ofHex("0506")));
    assertEquals(own, scope.key(Optional.empty(), own));
    assertEquals(Bytes.ofHex("00000000"), scope.key(Optional.of(name("change")), own));
    assertEquals(Bytes.ofHex("0506"), scope.key(Optional.of(name("other")), own));
    assertEquals(Bytes.ofHex("0708"), scope.key(Optional.of(written("07 08")), own));
  }

  @ParameterizedTest
  @CsvSource({"negated, -4711", "+1, 4712", "' 5 ', 5", "-5, -5", "4294967295, -1"})
  void aProcessIdIsANumberOrMadeOfTheSessionsOwn(String text, int sent) {
    assertEquals(sent, scope(Map.of()).processId(Optional.of(written(text)), 4711));
    assertEquals(4711, scope(Map.of()).processId(Optional.empty(), 4711));
  }

  @Test
  void aNumberIsWrittenOrHeld() {
    CaseVariables scope = scope(Map.of("x", 5L));
    assertEquals(5L, scope.number(name("x")));
    assertEquals(-7L, scope.number(written("-7")));
    assertThrows(NumberFormatException.class, () -> scope.number(written("some")));
  }

  @Test
  void aTimeIsWrittenOrHeld() {
    CaseVariables scope = scope(Map.of("x", Duration.ofNanos(3), "y", "2s"));
    assertEquals(Duration.ofNanos(3), scope.duration(name("x")));
    assertEquals(Duration.ofSeconds(2), scope.duration(name("y")));
    assertEquals(Duration.ofMillis(30), scope.duration(written("30ms")));
    assertEquals(Duration.ZERO, scope.duration(written("soon")));
  }

  /** Notes that it was closed. */
  private static final class Noted implements Hold {
    private int closed;

    @Override
    public String query() {
      return "";
    }

    @Override
    public boolean certain() {
      return true;
    }

    @Override
    public boolean awaitRunning(
        java.util.function.BooleanSupplier over,
        pgconform.link.Poller poller,
        pgconform.link.Deadline deadline) {
      return true;
    }

    @Override
    public void release() {}

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void connectionsThatNobodyNeedsAreClosed() {
    CaseVariables scope = scope(Map.of());
    Connection ofProxy = new Connection(null);
    ofProxy.isOf(new BackendSession(null, null, null, 7));
    Noted held = new Noted();
    ofProxy.hold(held);
    scope.put("s", List.of(ofProxy));
    scope.close("s");
    assertEquals(1, held.closed);
    assertEquals(List.of(), scope.all());
  }

  @Test
  void octetsAreTakenAsTheyAre() {
    Bytes octets = Bytes.ofHex("00ff");
    assertSame(octets, CaseVariables.octets(octets));
    assertEquals(octets, CaseVariables.octets("00 FF"));
  }

  @Test
  void whoTakesANameAgainLetsGoOfWhatWasHeldUnderIt() {
    CaseVariables scope = scope(Map.of());
    Connection first = new Connection(null);
    Noted held = new Noted();
    first.hold(held);
    scope.put("s", List.of(first));
    scope.put("s", List.of(first, new Connection(null)));
    assertEquals(0, held.closed, "it is still in the group");
    scope.put("s", List.of(new Connection(null)));
    assertEquals(1, held.closed);
  }
}
