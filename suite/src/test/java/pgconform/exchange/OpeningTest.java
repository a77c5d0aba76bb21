package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pgconform.link.Transport;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.session.Login;
import pgconform.testing.Judged;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Rules;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/** Where connections go, and what it means that no session begins on them. */
class OpeningTest {
  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());

  @Test
  void aServerThatRefusesASettingOfTheLoginIsNotJudged() {
    Script refusing =
        peer -> {
          peer.next();
          peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
          if (peer.next() instanceof Query) {
            peer.send(Rows.error("ERROR", "42704", "no such thing"), new ReadyForQuery('I'));
          }
          peer.awaitEnd();
        };
    Judged judged =
        Judged.with(refusing)
            .login(Capability.DEFAULT_LOGIN, LOGIN.setting(List.of("set thing = 1")));
    CaseResult result = Runs.on(judged, "- start: s\n- alive: s\n");
    assertEquals(Verdict.ERROR, result.verdict(), () -> result.toString());
    assertEquals(1, result.says().size());
    assertEquals(Optional.empty(), result.evidence());
  }

  /** The server encrypts on request, and there is no request where it is known to refuse. */
  @Test
  void whereTlsIsRefusedConnectionsAreInPlaintext() {
    Scenario scenario =
        Scenarios.needing("tls refused", "- start: s\n  over: tls refused\n- alive: s\n");
    Rules rules = new Rules();
    PostgresLike sessions = new PostgresLike(rules);
    Judged judged =
        Judged.with(
            peer -> {
              if (peer.peek() == 0) {
                sessions.serve(peer);
              }
            });
    CaseResult result = Runs.on(judged.over(Transport.DIRECT_TLS).refusingTls(), scenario);
    assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
  }
}
