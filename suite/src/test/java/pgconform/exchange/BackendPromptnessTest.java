package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pgconform.link.Deadline;
import pgconform.session.Session;
import pgconform.wire.Query;

/** The backend of a proxy does not wait longer than it has to. */
class BackendPromptnessTest {
  @Test
  void whoeverWaitsForASessionIsWokenByIt() throws Exception {
    try (Proxied all = new Proxied(Optional.empty())) {
      Session session = all.session();
      Deadline deadline = Deadline.in(Duration.ofSeconds(9));
      for (int i = 0; i < 20; i++) {
        String query = all.backend.held();
        ClientCase.send(session.link(), new Query(query));
        BackendSession held = all.backend.running(query, ClientCase.late()).orElseThrow();
        ClientCase.send(session.link(), new Query("select 1"));
        held.reply(Optional.empty());
        assertTrue(ClientCase.receives(session.link(), "ReadyForQuery").size() > 1);
        assertTrue(ClientCase.receives(session.link(), "ReadyForQuery").size() > 1);
      }
      assertFalse(deadline.passed(), "it is not looked for from time to time");
    }
  }
}
