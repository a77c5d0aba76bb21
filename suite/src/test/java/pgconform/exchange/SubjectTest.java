package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Connector;
import pgconform.scenario.Scenario;
import pgconform.scenario.ShutdownStep;
import pgconform.testing.Judged;
import pgconform.testing.Scenarios;

/** A server under test with another limit is the same server; one at another place is like it. */
class SubjectTest {
  private static final String STEPS = "\nsteps:\n  - start: a\n";
  private static final String CLIENT = "\nsteps:\n  - accept: a\n";

  @Test
  void onlyTheLimitIsAnother() {
    try (Judged judged = Judged.good()) {
      Subject.Server subject = judged.subject();
      Subject.Server hasty = subject.withLimit(Duration.ofMillis(3));
      assertEquals(Duration.ofMillis(3), hasty.limit());
      assertEquals(subject, hasty.withLimit(subject.limit()));
    }
  }

  @Test
  void aServerOfTheCasesOwnIsAtAnotherPlaceAndHoldsInItsOwnWay() {
    try (Judged judged = Judged.good();
        Judged other = Judged.good()) {
      Subject.Server subject = judged.subject();
      Subject.Server elsewhere = other.subject();
      Subject.Server own = subject.at(server(elsewhere));
      assertSame(elsewhere.connector(), own.connector());
      assertSame(elsewhere.holdStrategy(), own.holdStrategy());
      assertEquals(subject, own.at(server(subject)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "client, server, TST-001 is about a client and cannot be run with scripted which is a server",
    "proxy, server, TST-001 is about a proxy and cannot be run with scripted which is a server",
    "server, client, TST-001 is about a server and cannot be run with scripted which is a client",
    "server, proxy, TST-001 is about a server and cannot be run with scripted which is a proxy",
  })
  void aScenarioIsRunWithASubjectOfItsRole(String scenario, String subject, String fault) {
    Scenario about =
        Scenarios.of(
            Scenarios.head("must")
                + "role: "
                + scenario
                + (scenario.equals("client") ? CLIENT : STEPS));
    try (Judged judged = Judged.good()) {
      Subject.Facts facts = judged.subject().facts();
      Map<String, Subject> subjects =
          Map.of(
              "server", judged.subject(),
              "client", new Subject.Client(facts, () -> null, null, null),
              "proxy", new Subject.Proxy(judged.subject(), null));
      Exception thrown =
          assertThrows(
              IllegalArgumentException.class, () -> new Exchange(about, subjects.get(subject)));
      assertEquals(fault, thrown.getMessage().replace(",", ""));
    }
  }

  private static ThrowAwayServer server(Subject.Server like) {
    return new ThrowAwayServer() {
      @Override
      public Connector connector() {
        return like.connector();
      }

      @Override
      public HoldStrategy holdStrategy() {
        return like.holdStrategy();
      }

      @Override
      public void shutDown(ShutdownStep.Mode mode) {}

      @Override
      public void close() {}
    };
  }
}
