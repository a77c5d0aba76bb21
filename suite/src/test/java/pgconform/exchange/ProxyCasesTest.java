package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import pgconform.link.Address;
import pgconform.link.Connector;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.pooler.Pooler;
import pgconform.pooler.PoolerFault;
import pgconform.property.Case;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.session.Login;
import pgconform.testing.Judged;
import pgconform.testing.Scenarios;
import pgconform.testing.TestCertificate;
import pgconform.wire.ProtocolVersion;

/** A case with a proxy sees both of its sides, and handles the CancelRequests that it looks for. */
class ProxyCasesTest {
  private static Scenario scenario(String steps) {
    return Scenarios.of(
        Scenarios.head("must")
            + "role: proxy\nneeds: [key data, held query]\nsteps:\n"
            + "  - start: c\n  - hold: c\n  - cancel: c\n"
            + steps.indent(2));
  }

  private static CaseResult run(PoolerFault fault, String steps) throws IOException {
    try (Backend backend = Backend.start(Optional.empty());
        Pooler pooler =
            Pooler.start(
                new Address.Tcp("127.0.0.1", backend.port()), 2, Pooler.Mode.SESSION, fault)) {
      Subject.Proxy proxy = new Subject.Proxy(front(pooler, backend), backend);
      return new Exchange(scenario(steps), proxy).run(new Case(Map.of()));
    }
  }

  private static Subject.Server front(Pooler pooler, Backend backend) {
    Login login = new Login("app", "app", Optional.empty(), ProtocolVersion.V3_0, List.of());
    return new Subject.Server(
        new Subject.Facts(
            "pooler",
            Profile.POOLER,
            Set.of(Capability.ORDINARY_SESSION, Capability.KEY_DATA, Capability.HELD_QUERY),
            Optional.empty(),
            Judged.PATIENT),
        new Connector(pooler.address(), TestCertificate.client()),
        Map.of(Capability.DEFAULT_LOGIN, login),
        List.of(Transport.PLAIN),
        4,
        backend.holdStrategy(),
        Optional.empty());
  }

  private static final String CANCELED =
      """
      - expect: c
        messages: RowDescription? ErrorResponse[C=57014] ReadyForQuery
      """;

  @Test
  void aCancelThatNoStepLooksForIsCarriedOut() throws IOException {
    CaseResult result = run(PoolerFault.NONE, CANCELED);
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
  }

  @Test
  void aCancelThatAStepLooksForIsLeftToTheCase() throws IOException {
    CaseResult result =
        run(
            PoolerFault.NONE,
            """
            - repeat: 1
              steps:
                - accept: forwarded
                - expect: forwarded
                  messages: CancelRequest
                - close: forwarded
            - release: c
            - expect: c
              messages: RowDescription DataRow CommandComplete ReadyForQuery
            """);
    assertEquals(Verdict.PASS, result.verdict(), result::toString);
    Set<String> connections =
        result.transcript().entries().stream()
            .map(Transcript.Entry::connection)
            .collect(Collectors.toSet());
    assertTrue(connections.containsAll(Set.of("c", "cancel", "forwarded")), connections::toString);
    assertTrue(
        connections.stream().anyMatch(name -> name.startsWith("backend ")), connections::toString);
  }

  @Test
  void whoeverExpectsNoCancelSeesTheOneThatComes() throws IOException {
    CaseResult result = run(PoolerFault.NONE, "- no connection: 5s\n");
    assertEquals(Verdict.FAIL, result.verdict(), result::toString);
    assertEquals("the backend: a CancelRequest", result.evidence().orElseThrow().signature());
  }

  @Test
  void theEvidenceSaysWhatBecameOfTheCancel() throws IOException {
    String soon = CANCELED + "  within: 300ms\n";
    Evidence lost = run(PoolerFault.GIVES_DEAD_KEYS, soon).evidence().orElseThrow();
    assertEquals(Optional.of(CancelRoute.LOST), lost.route());
    String other = CANCELED.replace("57014", "57P01");
    Evidence arrived = run(PoolerFault.NONE, other).evidence().orElseThrow();
    assertEquals(Optional.empty(), arrived.route());
  }
}
