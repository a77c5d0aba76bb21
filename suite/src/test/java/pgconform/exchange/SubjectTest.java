package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Connector;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.link.Transport;
import pgconform.property.VariableBounds;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.scenario.ServerVersion;
import pgconform.scenario.ShutdownStep;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.testing.Ending;
import pgconform.testing.Judged;
import pgconform.testing.Rows;
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

  private static final Subject.Facts FACTS =
      new Subject.Facts(
          "name",
          Profile.POOLER,
          Set.of(Capability.KEY_DATA),
          ServerVersion.of("17.2"),
          Duration.ofSeconds(3));

  @Test
  void aClientIsDescribedByItsFactsAndReachesNoServer() {
    ClientProgram.Lender lender = () -> null;
    Path authority = Path.of("authority");
    Subject client = new Subject.Client(FACTS, lender, null, authority);
    assertEquals("name", client.name());
    assertEquals(Profile.POOLER, client.profile());
    assertEquals(Set.of(Capability.KEY_DATA), client.capabilities());
    assertEquals(ServerVersion.of("17.2"), client.postgresql());
    assertEquals(Duration.ofSeconds(3), client.limit());
    assertEquals(Role.CLIENT, client.role());
    assertEquals(Optional.empty(), client.reached());
    assertEquals(
        new VariableBounds(List.of(Transport.PLAIN, Transport.TLS), 4), client.space(List.of()));
    assertSame(client, client.sharedBy(2), "each program has a server of its own");
    Subject hasty = client.withLimit(Duration.ofMillis(3));
    assertEquals(Duration.ofMillis(3), hasty.limit());
    assertEquals(client, hasty.withLimit(client.limit()));
  }

  @Test
  void aServerIsReachedItselfAndSharesItsRoom() {
    try (Judged judged =
        Judged.good()
            .over(Transport.TLS, Transport.PLAIN)
            .room(new Room(10, Room.Taken.BY_QUERY))) {
      Subject.Server server = judged.subject();
      assertEquals(Optional.of(server), server.reached());
      assertEquals(Role.SERVER, server.role());
      assertEquals(
          new VariableBounds(List.of(Transport.TLS, Transport.PLAIN), 4), server.space(List.of()));
      assertEquals(server.logins().get(Capability.DEFAULT_LOGIN), server.defaultLogin());
      assertEquals(new Room(4, Room.Taken.BY_QUERY), server.sharedBy(2).room());
      assertEquals(Room.PLENTY, server.at(server(server)).room());
    }
  }

  @Test
  void aScenarioHasTheTransportsOverWhichItsLoginsAreWhatTheirNamesSay() {
    try (Judged judged =
        Judged.good().over(Transport.PLAIN, Transport.TLS, Transport.PLAIN_AFTER_GSS)) {
      Subject.Server all = judged.subject();
      Subject server =
          new Subject.Server(
                  all.facts(),
                  all.connector(),
                  all.logins(),
                  all.transports(),
                  all.keySize(),
                  all.holdStrategy(),
                  all.throwAway(),
                  all.room(),
                  Map.of(
                      Capability.MD5_LOGIN, List.of(Transport.PLAIN, Transport.PLAIN_AFTER_GSS),
                      Capability.REJECT_LOGIN, List.of(Transport.PLAIN, Transport.TLS)))
              .withLimit(Duration.ofSeconds(3));
      assertEquals(all.transports(), server.space(List.of()).transports());
      assertEquals(
          all.transports(),
          server.space(List.of(Capability.KEY_DATA, Capability.SCRAM_LOGIN)).transports());
      assertEquals(
          List.of(Transport.PLAIN, Transport.PLAIN_AFTER_GSS),
          server.space(List.of(Capability.MD5_LOGIN)).transports());
      assertEquals(
          List.of(Transport.PLAIN),
          server.space(List.of(Capability.REJECT_LOGIN, Capability.MD5_LOGIN)).transports());
    }
  }

  @Test
  void aProxyIsDescribedAndReachedByItsFront() {
    try (Judged judged = Judged.good().room(new Room(10, Room.Taken.BY_QUERY))) {
      Subject.Server front = judged.subject();
      Subject proxy = new Subject.Proxy(front, null);
      assertSame(front.facts(), proxy.facts());
      assertEquals(Role.PROXY, proxy.role());
      assertEquals(Optional.of(front), proxy.reached());
      assertEquals(front.space(List.of()), proxy.space(List.of()));
      assertSame(proxy, proxy.sharedBy(2));
      Subject hasty = proxy.withLimit(Duration.ofMillis(3));
      assertEquals(Duration.ofMillis(3), hasty.limit());
      assertEquals(proxy, hasty.withLimit(proxy.limit()));
    }
  }

  @Test
  void aSessionOfNoCaseIsReadyForQueriesOrItsConnectionIsClosed() throws Exception {
    BlockingQueue<Ending> refused = new LinkedBlockingQueue<>();
    try (Judged good = Judged.good();
        Judged refusing =
            Judged.with(
                peer -> {
                  peer.next();
                  peer.send(Rows.error("FATAL", "28000", "no"));
                  refused.add(peer.awaitEnd());
                });
        Poller poller = new Poller()) {
      Deadline deadline = Deadline.in(Judged.PATIENT);
      try (Session session = good.subject().session(poller, deadline)) {
        assertEquals(List.of(List.of("1")), session.query("select 1", deadline));
      }
      Subject.Server server = refusing.subject();
      assertThrows(StartUpException.class, () -> server.session(poller, deadline));
      assertEquals(Ending.FIN, refused.poll(Judged.PATIENT.toSeconds(), TimeUnit.SECONDS));
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
