package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.property.Case;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.testing.Judged;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/** A session that is alive answers the question that it was asked, as well as its server can. */
class AliveCheckTest {
  private static final ReadyForQuery READY = new ReadyForQuery('I');

  private static final Scenario ALIVE =
      Scenarios.steps(
          """
          - start: s
          - alive: s
          - alive: s
          """);

  private final List<String> asked = new CopyOnWriteArrayList<>();

  private Script answering(String answer) {
    return peer -> {
      peer.next();
      peer.send(new AuthenticationOk(), READY);
      while (peer.next() instanceof Query query) {
        asked.add(query.query());
        String value = query.query().replaceAll("select '(.*)'", "$1");
        switch (answer) {
          case "right" -> peer.send(Rows.of(value).toArray(BackendMessage[]::new));
          case "wrong" -> peer.send(Rows.of(value + "1").toArray(BackendMessage[]::new));
          case "error" -> peer.send(Rows.error("ERROR", "42601", "what?"));
          default -> peer.close();
        }
        peer.send(READY);
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "true, right, PASS",
    "true, wrong, FAIL",
    "true, error, FAIL",
    "true, close, FAIL",
    "false, right, PASS",
    "false, wrong, FAIL",
    "false, error, PASS",
    "false, close, FAIL",
  })
  void anErrorIsAnAnswerOnlyWhereQueriesNeedATable(boolean known, String answer, Verdict verdict) {
    try (Judged judged = Judged.with(answering(answer))) {
      Subject.Server usual = judged.subject();
      Subject.Facts facts = usual.facts();
      Set<Capability> capabilities = new TreeSet<>(facts.capabilities());
      if (!known) {
        capabilities.remove(Capability.SELECT_WITHOUT_FROM);
      }
      Subject.Server server =
          new Subject.Server(
              new Subject.Facts(
                  facts.name(), facts.profile(), capabilities, facts.postgresql(), facts.limit()),
              usual.connector(),
              usual.logins(),
              usual.transports(),
              usual.keySize(),
              usual.holdStrategy(),
              usual.throwAway());
      CaseResult result = new Exchange(ALIVE, server).run(new Case(Map.of()));
      assertEquals(verdict, result.verdict(), result::toString);
      if (verdict == Verdict.PASS) {
        assertEquals(2, asked.size());
        assertNotEquals(asked.get(0), asked.get(1), "no two questions are alike");
      }
    }
  }
}
