package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.property.Case;
import pgconform.scenario.Expression;
import pgconform.scenario.KeysStep;
import pgconform.scenario.Place;
import pgconform.session.Login;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.ProtocolVersion;

/** Which sessions need keys, and how they are judged. */
class SessionKeysTest {
  private static final Place HERE = new Place("f", 4, 1);
  private static final BackendKeyData FIRST = new BackendKeyData(1, Bytes.ofHex("01020304"));
  private static final BackendKeyData SECOND = new BackendKeyData(2, Bytes.ofHex("05060708"));

  private final CaseRemarks remarks = new CaseRemarks();
  private final CaseVariables scope =
      new CaseVariables(
          new Case(Map.of()),
          new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of()));
  private final SessionKeys keys = new SessionKeys(scope, remarks);

  /** Sessions of one name; null for one without a key. */
  private void sessions(String name, BackendKeyData... given) {
    scope.put(
        name,
        Arrays.stream(given)
            .map(
                key -> {
                  Connection connection = new Connection(null);
                  connection.serves(Optional.ofNullable(key));
                  return connection;
                })
            .toList());
  }

  private void assertUnsupported(Executable what) {
    OutcomeReachedException end = assertThrows(OutcomeReachedException.class, what);
    assertEquals(Verdict.UNSUPPORTED, end.verdict);
    assertEquals(List.of("the server sent no BackendKeyData"), remarks.says());
  }

  @Test
  void theKeyOfAGroupIsThatOfItsFirstSession() throws OutcomeReachedException {
    sessions("s", FIRST, SECOND);
    assertEquals(FIRST, keys.of("s"));
    sessions("t", null, SECOND);
    assertUnsupported(() -> keys.of("t"));
  }

  private void demand(String... names) throws OutcomeReachedException {
    keys.demand(
        Stream.of(names)
            .map(name -> name.split("\\.", 2))
            .map(parts -> new Expression.Variable(HERE, parts[0], parts[1])));
  }

  @ParameterizedTest
  @CsvSource({"s.processId", "s.secretKey"})
  void aSessionWhoseKeyIsSentNeedsOne(String field) {
    sessions("s", null, SECOND);
    sessions("t", FIRST);
    assertUnsupported(() -> demand("t." + field.substring(2), field));
  }

  @ParameterizedTest
  @CsvSource({"s.round", "t.processId", "t.secretKey", "captured.processId"})
  void othersNeedNone(String field) {
    sessions("s", null, SECOND);
    sessions("t", FIRST, null);
    assertDoesNotThrow(() -> demand(field));
    assertEquals(List.of(), remarks.says());
  }

  private void judge(KeysStep.Demand demand) throws CaseEnded {
    keys.judge(new KeysStep(HERE, List.of("s", "t"), demand));
  }

  private Evidence broken(KeysStep.Demand demand) {
    return assertThrows(RequirementFailedException.class, () -> judge(demand)).evidence;
  }

  @Test
  void differentKeysAreDistinct() {
    sessions("s", FIRST, null);
    sessions("t", SECOND);
    assertDoesNotThrow(() -> judge(KeysStep.Demand.DISTINCT));
    assertDoesNotThrow(() -> judge(KeysStep.Demand.UNPREDICTABLE));
  }

  @Test
  void equalKeysOfSessionsWithDifferentNamesAreNotDistinct() {
    sessions("s", FIRST);
    sessions("t", FIRST);
    Evidence evidence = broken(KeysStep.Demand.DISTINCT);
    assertEquals(HERE, evidence.place());
    assertEquals("s", evidence.connection());
    assertEquals("distinct keys", evidence.expected().toString());
    assertEquals("two sessions have the same " + FIRST, evidence.came().toString());
  }

  @Test
  void shortKeysAreDistinctButPredictable() {
    sessions("s", new BackendKeyData(1, Bytes.ofHex("010203")));
    sessions("t", new BackendKeyData(2, Bytes.ofHex("040506")));
    assertDoesNotThrow(() -> judge(KeysStep.Demand.DISTINCT));
    Evidence evidence = broken(KeysStep.Demand.UNPREDICTABLE);
    assertEquals("keys that cannot be predicted", evidence.expected().toString());
    assertEquals("a secret key has 3 octets", evidence.came().toString());
  }

  @Test
  void sessionsWithoutAnyKeyAreNotJudged() {
    sessions("s", (BackendKeyData) null);
    assertUnsupported(() -> judge(KeysStep.Demand.DISTINCT));
  }
}
