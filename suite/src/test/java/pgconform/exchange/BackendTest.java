package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Link;
import pgconform.link.LinkException;
import pgconform.link.ServerTls;
import pgconform.link.Transcript;
import pgconform.scenario.AdmitStep.Authentication;
import pgconform.session.ServerSettings;
import pgconform.session.Session;
import pgconform.testing.TestCertificate;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.SSLRequest;

/** The server behind a proxy, from one case to the next. */
class BackendTest {
  private static final int TIMES = 20_000;

  /** What a proxy sends just as the case ends is not held for ever. */
  @Test
  void nothingIsHeldBehindTheEndOfACase() throws Exception {
    ExecutorService proxy = Executors.newSingleThreadExecutor();
    CyclicBarrier together = new CyclicBarrier(2);
    try (Backend backend = Backend.start(Optional.empty())) {
      for (int time = 0; time < TIMES; time++) {
        backend.stall();
        Future<Boolean> held =
            proxy.submit(
                () -> {
                  together.await();
                  return backend.isHeld("discard all");
                });
        together.await();
        backend.leave();
        held.get();
        assertFalse(backend.isHeld("discard all"));
      }
    } finally {
      proxy.shutdownNow();
    }
  }

  private static List<String> answer(Session session) {
    return ClientCase.receives(session.link(), "ReadyForQuery");
  }

  private static final List<String> ROW =
      List.of("RowDescription", "DataRow", "CommandComplete", "ReadyForQuery");
  private static final List<String> ERROR = List.of("ErrorResponse", "ReadyForQuery");

  private static String ended(Link link) {
    return link.next(ClientCase.late()).map(Object::toString).orElse("");
  }

  @Test
  void aHeldQueryRunsUntilItIsReleased() throws Exception {
    try (Proxied all = new Proxied(Optional.empty())) {
      String query = all.backend.held();
      assertEquals("select 'pgconform holds 1'", query);
      assertEquals("select 'pgconform holds 2'", all.backend.held());
      assertFalse(all.backend.isRunning(query));
      assertEquals(Optional.empty(), all.backend.running(query, ClientCase.soon()));
      assertEquals(Optional.empty(), all.backend.ran(query));
      Session other = all.holds("select 'pgconform holds 2'");
      Session session = all.holds(query);
      assertTrue(all.backend.isRunning(query));
      BackendSession held = all.backend.running(query, ClientCase.late()).orElseThrow();
      assertEquals(session.keyData(), held.keyData());
      assertEquals(Optional.of(held), all.backend.ran(query));
      all.backend.release(query);
      assertEquals(ROW, answer(session));
      assertFalse(all.backend.isRunning(query));
      assertTrue(all.backend.isRunning("select 'pgconform holds 2'"), "only one is released");
      assertFalse(all.backend.isHeld(query));
      assertEquals(Optional.of(held), all.backend.ran(query), "it has run there");
      assertTrue(other.keyData().isPresent());
    }
  }

  @Test
  void theFirstSessionOfAQueryIsTheOneOnWhichItRan() throws Exception {
    try (Proxied all = new Proxied(Optional.empty())) {
      String query = all.backend.held();
      Session first = all.holds(query);
      Session second = all.session();
      ClientCase.send(second.link(), new Query(query));
      assertEquals(first.keyData(), all.backend.ran(query).orElseThrow().keyData());
      all.backend.release(query);
      assertEquals(ROW, answer(first));
      assertEquals(ROW, answer(second));
      assertEquals(first.keyData(), all.backend.ran(query).orElseThrow().keyData());
      all.backend.enter(all.transcript, false);
      assertEquals(Optional.empty(), all.backend.ran(query), "that was another case");
    }
  }

  @Test
  void aCancelRequestIsCarriedOutByItsKey() throws Exception {
    try (Proxied all = new Proxied(Optional.empty())) {
      Session session = all.holds(all.backend.held());
      BackendKeyData key = session.keyData().orElseThrow();
      BackendKeyData wrong = new BackendKeyData(key.processId() + 1, key.secretKey());
      assertTrue(ended(all.cancel(wrong)).startsWith("Closed[FIN"));
      assertTrue(ended(all.cancel(key)).startsWith("Closed[FIN"));
      assertEquals(ERROR, answer(session));
      assertEquals(
          List.of(Optional.empty(), session.keyData()),
          all.backend.named().stream()
              .map(named -> named.flatMap(BackendSession::keyData))
              .toList());
      all.backend.enter(all.transcript, false);
      assertEquals(List.of(), all.backend.named());
    }
  }

  @Test
  void aCaseMayHandleCancelRequestsItself() throws Exception {
    try (Proxied all = new Proxied(Optional.empty())) {
      String query = all.backend.held();
      Session session = all.holds(query);
      all.backend.enter(all.transcript, true);
      assertEquals(Optional.empty(), all.backend.nextCancel(ClientCase.soon()));
      Link first = all.cancel(session.keyData().orElseThrow());
      BackendSession cancel = all.backend.nextCancel(ClientCase.late()).orElseThrow();
      assertTrue(cancel.link.hasEvent(), "its message is left to the case");
      assertTrue(all.backend.isRunning(query));
      assertEquals(1, all.backend.named().size());
      cancel.link.close();
      assertTrue(ended(first).startsWith("Closed"));
      Link second = all.cancel(session.keyData().orElseThrow());
      assertTrue(
          all.backend.poller().await(() -> all.backend.named().size() == 2, ClientCase.late()));
      assertFalse(all.backend.leave(), "nothing was unusual");
      assertTrue(ended(second).startsWith("Closed"), "nobody has looked at it");
      assertEquals(ROW, answer(session));
      assertEquals(Optional.empty(), all.backend.nextCancel(ClientCase.soon()));
      Session again = all.holds(all.backend.held());
      assertTrue(ended(all.cancel(again.keyData().orElseThrow())).startsWith("Closed"));
      assertEquals(ERROR, answer(again), "the backend handles it");
    }
  }

  @Test
  void aCaseSeesTheSessionsUntilItEnds() throws Exception {
    try (Proxied all = new Proxied(Optional.empty())) {
      Session before = all.session();
      all.backend.enter(all.transcript, false);
      Session during = all.session();
      before.query("select 'a'", ClientCase.late());
      during.query("select 'b'", ClientCase.late());
      assertEquals(
          List.of("backend 1", "backend 2"),
          all.transcript.entries().stream()
              .map(Transcript.Entry::connection)
              .distinct()
              .sorted()
              .toList());
      all.backend.leave();
      int size = all.transcript.size();
      before.query("select 'c'", ClientCase.late());
      all.session().query("select 'd'", ClientCase.late());
      assertEquals(size, all.transcript.size());
    }
  }

  private static BackendAdmission without(Backend backend) {
    return new BackendAdmission(
        BackendAdmission.Keys.NONE,
        32,
        4,
        ProtocolVersion.V3_2,
        Authentication.TRUST,
        BackendAdmission.Mechanisms.NOWHERE,
        ServerSettings.Pieces.WHOLE,
        backend.usual().tls());
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false"})
  void anUnusualBackendIsUsualAgainAfterItsCase(boolean recovers, boolean waits) throws Exception {
    try (Proxied all = new Proxied(Optional.empty())) {
      Session usual = all.session();
      CompletableFuture<String> end =
          CompletableFuture.supplyAsync(
              () -> {
                String came = ended(usual.link());
                usual.link().close();
                return came;
              });
      all.backend.renew(without(all.backend));
      assertEquals("Closed[FIN]", end.get());
      Session unusual = all.session();
      assertEquals(Optional.empty(), unusual.keyData());
      CompletableFuture<String> end2 =
          CompletableFuture.supplyAsync(
              () -> {
                String came = ended(unusual.link());
                unusual.link().close();
                return came;
              });
      all.backend.recovers(recovers);
      assertEquals(waits, all.backend.leave());
      assertEquals("Closed[FIN]", end2.get());
      assertTrue(all.session().keyData().isPresent());
      assertFalse(all.backend.leave(), "it is usual now");
    }
  }

  @Test
  void aProxyThatStaysIsLeft() throws Exception {
    try (Proxied all = new Proxied(Optional.empty())) {
      String query = all.backend.held();
      Session session = all.holds(query);
      BackendSession held = all.backend.running(query, ClientCase.late()).orElseThrow();
      long start = System.nanoTime();
      all.backend.renew(all.backend.usual());
      assertTrue(System.nanoTime() - start > Duration.ofMillis(950).toNanos(), "it may notice");
      assertTrue(held.link.closed());
      assertEquals("", held.running());
      assertEquals("Closed[FIN]", ended(session.link()));
    }
  }

  @Test
  void onlyUnusualSessionsEndWithTheCase() throws Exception {
    try (Proxied all = new Proxied(Optional.empty())) {
      String query = all.backend.held();
      Session used = all.holds(query);
      Session other = all.session();
      all.backend.running(query, ClientCase.late()).orElseThrow().sent(false);
      CompletableFuture<List<String>> end =
          CompletableFuture.supplyAsync(
              () -> {
                List<String> came = new ArrayList<>(answer(used));
                came.add(ended(used.link()));
                used.link().close();
                return came;
              });
      assertFalse(all.backend.leave());
      assertEquals("Closed[FIN]", end.get().get(4), end::toString);
      assertEquals(List.of(List.of("1")), other.query("select 1", ClientCase.late()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"set a = 1", " RESET ALL", "discard all", "\ndeallocate all"})
  void aStatementOfTheProxysOwnIsHeldOnce(String own) throws Exception {
    try (Proxied all = new Proxied(Optional.empty())) {
      assertFalse(all.backend.isHeld(own));
      all.backend.stall();
      assertFalse(all.backend.isHeld("select 1"));
      assertFalse(all.backend.isHeld("settle"));
      assertEquals(Optional.empty(), all.backend.stalled(ClientCase.soon()));
      Session session = all.session();
      ClientCase.send(session.link(), new Query(own));
      BackendSession held = all.backend.stalled(ClientCase.late()).orElseThrow();
      assertEquals(own.strip(), held.running());
      assertFalse(all.backend.isHeld("reset other"));
      all.backend.leave();
      assertEquals(List.of("CommandComplete", "ReadyForQuery"), answer(session).subList(0, 2));
      assertEquals(Optional.empty(), all.backend.stalled(ClientCase.soon()));
    }
  }

  @Test
  void whatWasToBeHeldIsNotHeldAfterTheCase() throws IOException {
    try (Backend backend = Backend.start(Optional.empty())) {
      String query = backend.held();
      assertTrue(backend.isHeld(query));
      backend.stall();
      backend.leave();
      assertFalse(backend.isHeld(query));
      assertFalse(backend.isHeld("set a = 1"));
      assertNotEquals(query, backend.held());
    }
  }

  @Test
  void aProxyMayReachItOverTls() throws Exception {
    try (Proxied all = new Proxied(Optional.of(new ServerTls(TestCertificate.server())))) {
      all.session();
      assertFalse(all.backend.isReachedOverTls());
      Link link = all.connect();
      link.expectEncryptionResponse();
      ClientCase.send(link, new SSLRequest());
      assertTrue(link.next(ClientCase.late()).isPresent());
      link.encrypt(TestCertificate.client(), List.of("postgresql"));
      assertTrue(ended(link).startsWith("Encrypted"));
      Session.start(link, Proxied.LOGIN, ClientCase.late());
      assertTrue(all.backend.poller().await(all.backend::isReachedOverTls, ClientCase.late()));
    }
  }

  @Test
  void onlySoManyConnectionsAreServedAtATime() throws Exception {
    try (Proxied all = new Proxied(Optional.empty())) {
      List<Link> links = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        links.add(all.connect());
      }
      assertTrue(ended(all.connect()).startsWith("Closed"));
      assertTrue(ended(all.connect()).startsWith("Closed"));
      ClientCase.send(links.get(499), Proxied.LOGIN.startupMessage());
      assertTrue(ClientCase.receives(links.get(499), "ReadyForQuery").contains("AuthenticationOk"));
      links.get(0).send(Bytes.ofText("GET / HTTP/1.1"), List.of(), ClientCase.late());
      assertTrue(ended(links.get(0)).startsWith("Closed"));
      Link served = all.connect();
      ClientCase.send(served, Proxied.LOGIN.startupMessage());
      String first = ended(served);
      for (int i = 0; first.startsWith("Closed") && i < 50; i++) {
        // The place is free only once the thread has ended.
        served = all.connect();
        ClientCase.send(served, Proxied.LOGIN.startupMessage());
        first = ended(served);
      }
      assertTrue(first.startsWith("AuthenticationOk"), first);
    }
  }

  @Test
  void aBackendThatIsClosedServesNobody() throws Exception {
    try (Proxied all = new Proxied(Optional.empty())) {
      Session session = all.session();
      Link silent = all.connect();
      assertFalse(all.backend.closed());
      all.backend.close();
      assertTrue(all.backend.closed());
      assertTrue(ended(session.link()).startsWith("Closed"));
      assertTrue(ended(silent).startsWith("Closed"));
      assertThrows(LinkException.class, all::connect);
    }
  }

  @Test
  void anInterruptIsKept() throws Exception {
    Backend backend = Backend.start(Optional.empty());
    Thread.currentThread().interrupt();
    backend.close();
    assertTrue(Thread.interrupted());
  }
}
