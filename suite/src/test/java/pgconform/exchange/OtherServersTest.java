package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Transport;
import pgconform.property.Case;
import pgconform.scenario.Profile;
import pgconform.testing.Fault;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CommandComplete;
import pgconform.wire.FrontendMessage;
import pgconform.wire.ParameterStatus;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.Terminate;

/** What another product does otherwise than PostgreSQL, within the protocol, is no failure. */
class OtherServersTest {
  private static final Case PLAIN_COMMIT =
      new Case(Map.of("transport", Transport.PLAIN, "version", "3.0", "end", "commit"));

  /**
   * A server with transactions.
   *
   * @param afterError the status that it tells after an error in a block
   * @param goesOn whether it runs what follows the error
   */
  private static Script transactions(char afterError, boolean goesOn) {
    return peer -> {
      peer.next();
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      char status = 'I';
      boolean error = false;
      for (FrontendMessage next = peer.next(); next instanceof Query query; next = peer.next()) {
        String sql = query.query();
        if (sql.equals("begin")) {
          status = 'T';
          answer(peer, List.of(new CommandComplete("BEGIN")), status);
        } else if (sql.equals("commit")) {
          answer(peer, List.of(new CommandComplete(error && !goesOn ? "ROLLBACK" : "COMMIT")), 'I');
          status = 'I';
          error = false;
        } else if (sql.startsWith("select ") && (!error || goesOn)) {
          answer(peer, Rows.of(sql.substring(7).replace("'", "")), status);
        } else {
          error = true;
          status = status == 'I' ? 'I' : afterError;
          answer(peer, List.of(Rows.error("ERROR", "42601", "no")), status);
        }
      }
    };
  }

  private static void answer(Peer peer, List<BackendMessage> messages, char status)
      throws IOException {
    peer.send(messages.toArray(BackendMessage[]::new));
    peer.send(new ReadyForQuery(status));
  }

  @ParameterizedTest
  @CsvSource({
    "E, false, PROTOCOL, PASS",
    "T, true, PROTOCOL, LENIENT",
    "T, true, POSTGRESQL, FAIL",
    // A status that is not true is a failure for everybody.
    "E, true, PROTOCOL, FAIL",
    "T, false, PROTOCOL, FAIL",
  })
  void aTransactionNeedNotFailWithOneStatement(
      char status, boolean goesOn, Profile profile, Verdict verdict) {
    try (Judged judged = Judged.with(transactions(status, goesOn)).as(profile)) {
      CaseResult result = judged.run(Scenarios.builtIn("RFQ-001"), PLAIN_COMMIT);
      assertEquals(verdict, result.verdict(), () -> result.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"UTF8, UTF8, PASS", "UTF8, UNICODE, LENIENT", "UTF-8, UNICODE, LENIENT"})
  void anEncodingHasManyNames(String told, String shown, Verdict verdict) {
    Script script =
        peer -> {
          peer.next();
          peer.send(
              new AuthenticationOk(),
              new ParameterStatus("client_encoding", told),
              new ReadyForQuery('I'));
          while (!(peer.next() instanceof Terminate)) {
            answer(peer, Rows.of(shown), 'I');
          }
        };
    try (Judged judged = Judged.with(script)) {
      CaseResult result =
          judged.run(
              Scenarios.builtIn("STA-008"),
              new Case(Map.of("transport", Transport.PLAIN, "encoding", "UTF8")));
      assertEquals(verdict, result.verdict(), () -> result.toString());
    }
  }

  @Test
  void aKeyOfFourOctetsHasNoFirstFour() {
    try (Judged judged = Judged.with(Fault.FOUR_OCTETS_UNDER_3_2)) {
      CaseResult result =
          judged.run(
              Scenarios.builtIn("CAN-015"),
              new Case(Map.of("request", Transport.PLAIN, "tail", Bytes.ofHex("01020304"))));
      assertEquals(Verdict.UNSUPPORTED, result.verdict(), () -> result.toString());
    }
  }
}
