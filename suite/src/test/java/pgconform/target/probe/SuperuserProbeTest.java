package pgconform.target.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Poller;
import pgconform.link.Transport;
import pgconform.session.Login;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rules;
import pgconform.testing.ScriptedServer;
import pgconform.wire.ProtocolVersion;

/** Which rights a session has, where its roles or its server make that hard to tell. */
class SuperuserProbeTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());

  private static SuperuserProbe probe(Rules rules, boolean postgresql) throws IOException {
    try (ScriptedServer server = PostgresLike.start(rules);
        Poller poller = new Poller();
        SqlProbe questions =
            new SqlProbe(
                new SessionStarter(
                    server.connector(), Transport.PLAIN, LOGIN, poller, new ProbeTimeouts(LONG)),
                LONG)) {
      return SuperuserProbe.of(questions, postgresql);
    }
  }

  /** The setting is about the role of the moment, and the catalog about both. */
  @ParameterizedTest
  @CsvSource({
    "true, t, off, true, false",
    "true, f, on, false, true",
    "true, , on, true, false",
    "true, , off, false, true",
    "true, , , false, false",
    "false, t, off, false, true",
    "false, f, on, true, false",
    "false, , unknown, false, false",
  })
  void rights(
      boolean postgresql, String catalog, String setting, boolean superuser, boolean ordinary)
      throws IOException {
    Rules rules = new Rules();
    if (catalog != null) {
      rules.patterns.put("select rolsuper from pg_roles where .*", catalog);
    }
    if (setting != null) {
      rules.answers.put("show is_superuser", setting);
    }
    SuperuserProbe found = probe(rules, postgresql);
    assertEquals(superuser, found.isSuperuser());
    assertEquals(ordinary, found.isOrdinary());
  }

  @Test
  void twoRolesOfDifferentRightsAreNeither() {
    SuperuserProbe both = new SuperuserProbe(Set.of("t", "f"));
    assertFalse(both.isSuperuser());
    assertFalse(both.isOrdinary());
    assertTrue(both.includesSuperuser());
  }
}
