package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.link.Transport;
import pgconform.session.Login;
import pgconform.session.QueryException;
import pgconform.testing.Ending;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.FrontendMessage;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;

/** Control sessions are used again as long as they do what they are asked, and no longer. */
class AdvisoryLocksTest {
  private static final Login LOGIN =
      new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());

  private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();

  private final Poller poller = new Poller();

  @AfterEach
  void closePoller() {
    poller.close();
  }

  private static AdvisoryLocks locks(ScriptedServer server) {
    return new AdvisoryLocks(server.connector(), Transport.PLAIN, LOGIN, Judged.PATIENT);
  }

  /** Answers queries until one comes with this in it, which fails; then waits for the end. */
  private Script failing(String part) {
    return peer -> {
      peer.next();
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      FrontendMessage message = peer.next();
      while (message instanceof Query query) {
        boolean fails = query.query().contains(part);
        if (fails) {
          peer.send(Rows.error("ERROR", "55P03", "no lock for you"), new ReadyForQuery('I'));
        } else {
          Rows.of("4711").forEach(m -> send(peer, m));
          peer.send(new ReadyForQuery('I'));
        }
        message = peer.next();
      }
      endings.add(peer.awaitEnd());
    };
  }

  private static void send(Peer peer, pgconform.wire.BackendMessage message) {
    try {
      peer.send(message);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void awaitEnding() throws InterruptedException {
    assertEquals(Ending.FIN, endings.poll(20, TimeUnit.SECONDS), "the session is closed");
  }

  @Test
  void oneSessionHoldsOneQueryAfterTheOther() throws IOException {
    try (ScriptedServer server = PostgresLike.start();
        AdvisoryLocks locks = locks(server)) {
      String first;
      try (AdvisoryLocks.Lock hold = locks.hold()) {
        first = hold.query();
        assertTrue(first.matches("select pg_catalog.pg_advisory_xact_lock\\(\\d+, 1\\)"), first);
        assertEquals(1, hold.holders().size());
      }
      try (AdvisoryLocks.Lock hold = locks.hold()) {
        assertEquals(first.replace(", 1)", ", 2)"), hold.query());
        assertEquals(1, hold.holders().size());
        hold.release();
        assertEquals(List.of(), hold.holders());
        // The second time there is nothing to release.
        hold.release();
      }
      assertEquals(1, server.accepted());
    }
  }

  /** Ends a session that has done what it was asked. */
  private void endIdle(Peer peer) throws IOException {
    peer.next();
    peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
    for (int queries = 0; queries < 2; queries++) {
      peer.next();
      Rows.of("4711").forEach(m -> send(peer, m));
      peer.send(new ReadyForQuery('I'));
    }
    peer.fin();
    endings.add(Ending.FIN);
    peer.awaitEnd();
  }

  @Test
  void aSessionThatHasEndedWhileIdleIsNotUsedAgain() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(this::endIdle);
        AdvisoryLocks locks = locks(server)) {
      for (int holds = 1; holds <= 3; holds++) {
        locks.hold().close();
        awaitEnding();
        assertEquals(holds, server.accepted());
      }
    }
  }

  @Test
  void queriesHeldAtTheSameTimeHaveASessionEach() throws IOException {
    try (ScriptedServer server = PostgresLike.start();
        AdvisoryLocks locks = locks(server);
        AdvisoryLocks.Lock one = locks.hold();
        AdvisoryLocks.Lock two = locks.hold()) {
      assertEquals(2, server.accepted());
      assertFalse(one.holders().equals(two.holders()));
    }
  }

  @Test
  void whatIsClosedTwiceIsGivenBackOnce() throws IOException {
    try (ScriptedServer server = PostgresLike.start();
        AdvisoryLocks locks = locks(server)) {
      AdvisoryLocks.Lock hold = locks.hold();
      hold.close();
      hold.close();
      try (AdvisoryLocks.Lock one = locks.hold();
          AdvisoryLocks.Lock two = locks.hold()) {
        assertFalse(one.holders().equals(two.holders()));
        assertEquals(2, server.accepted());
      }
    }
  }

  @Test
  void closingEndsTheSessions() throws IOException, InterruptedException {
    try (ScriptedServer server = ScriptedServer.start(failing("never"))) {
      AdvisoryLocks locks = locks(server);
      locks.hold().close();
      assertTrue(endings.isEmpty());
      locks.close();
      awaitEnding();
    }
  }

  @Test
  void whoCannotHoldIsClosed() throws IOException, InterruptedException {
    try (ScriptedServer server = ScriptedServer.start(failing("begin; "));
        AdvisoryLocks locks = locks(server)) {
      QueryException e = assertThrows(QueryException.class, locks::hold);
      assertTrue(e.getMessage().contains("no lock for you"), e.getMessage());
      awaitEnding();
      assertThrows(QueryException.class, locks::hold);
      assertEquals(2, server.accepted(), "the session that failed is not used again");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoCannotReleaseIsClosed(boolean asked) throws IOException, InterruptedException {
    try (ScriptedServer server = ScriptedServer.start(failing("commit"));
        AdvisoryLocks locks = locks(server)) {
      AdvisoryLocks.Lock hold = locks.hold();
      if (asked) {
        assertThrows(QueryException.class, hold::release);
      }
      hold.close();
      awaitEnding();
      locks.hold().close();
      assertEquals(2, server.accepted(), "the session that failed is not used again");
    }
  }

  @Test
  void whoCannotLookIsClosed() throws IOException, InterruptedException {
    try (ScriptedServer server = ScriptedServer.start(failing("pg_locks"));
        AdvisoryLocks locks = locks(server)) {
      AdvisoryLocks.Lock hold = locks.hold();
      assertThrows(
          QueryException.class,
          () -> hold.awaitRunning(() -> false, poller, Deadline.in(Judged.PATIENT)));
      hold.close();
      awaitEnding();
      locks.hold().close();
      assertEquals(2, server.accepted(), "the session that failed is not used again");
    }
  }

  @Test
  void aQueryThatIsOverIsNotAwaited() throws IOException {
    try (ScriptedServer server = PostgresLike.start();
        AdvisoryLocks locks = locks(server);
        AdvisoryLocks.Lock hold = locks.hold()) {
      assertFalse(hold.awaitRunning(() -> true, poller, Deadline.in(Judged.PATIENT)));
      assertFalse(hold.awaitRunning(() -> false, poller, Deadline.in(Duration.ZERO)));
    }
  }

  /** What a control session is sent, as long as it is asked; answered by so many rows each. */
  private static Script noting(Collection<String> sent, Iterator<Integer> rows) {
    return peer -> {
      peer.next();
      peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
      FrontendMessage message = peer.next();
      while (message instanceof Query query) {
        sent.add(query.query().replaceAll("\\d{2,}", "#"));
        Rows.of(Collections.nCopies(rows.next(), "1")).forEach(m -> send(peer, m));
        peer.send(new ReadyForQuery('I'));
        message = peer.next();
      }
      sent.add(String.valueOf(message));
    };
  }

  @Test
  void whoDoesNotWaitYetIsLookedForAgain() throws IOException {
    List<String> sent = new CopyOnWriteArrayList<>();
    // The lock, two looks in vain, one that finds somebody, the end.
    Iterator<Integer> rows = List.of(1, 0, 0, 1, 1).iterator();
    try (ScriptedServer server = ScriptedServer.start(noting(sent, rows));
        AdvisoryLocks locks = locks(server)) {
      AdvisoryLocks.Lock hold = locks.hold();
      assertTrue(hold.certain(), "it waits until it is let go");
      assertTrue(hold.awaitRunning(() -> false, poller, Deadline.in(Judged.PATIENT)));
      assertEquals(4, sent.size(), sent::toString);
      hold.release();
      hold.release();
      hold.close();
      assertEquals(5, sent.size(), sent::toString);
      assertEquals("commit", sent.get(4));
    }
  }

  @Test
  void whoIsOverIsNotLookedForAgain() throws IOException {
    List<String> sent = new CopyOnWriteArrayList<>();
    try (ScriptedServer server = ScriptedServer.start(noting(sent, List.of(1, 0, 1).iterator()));
        AdvisoryLocks locks = locks(server);
        AdvisoryLocks.Lock hold = locks.hold()) {
      assertFalse(hold.awaitRunning(() -> true, poller, Deadline.in(Judged.PATIENT)));
      assertEquals(2, sent.size(), sent::toString);
    }
  }

  @Test
  void controlSessionsEndByTheBook() throws IOException, InterruptedException {
    BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    try (ScriptedServer server = ScriptedServer.start(noting(sent, List.of(1, 1).iterator()))) {
      AdvisoryLocks locks = locks(server);
      locks.hold().close();
      locks.close();
      assertEquals(
          "begin; select pg_catalog.pg_advisory_xact_lock(#, 1)", sent.poll(20, TimeUnit.SECONDS));
      assertEquals("commit", sent.poll(20, TimeUnit.SECONDS));
      assertEquals("Terminate", sent.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void nothingIsLeftOfSessionsThatFailed() throws IOException {
    assumeTrue(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean,
        "open files are counted on Unix only");
    UnixOperatingSystemMXBean system =
        (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Script refusing =
        peer -> {
          peer.next();
          peer.send(Rows.error("FATAL", "28000", "no"));
        };
    try (ScriptedServer unfit = ScriptedServer.start(failing("begin; "));
        ScriptedServer closed = ScriptedServer.start(refusing);
        AdvisoryLocks first = locks(unfit);
        AdvisoryLocks second = locks(closed);
        AdvisoryLocks third =
            new AdvisoryLocks(unfit.connector(), Transport.TLS, LOGIN, Judged.PATIENT)) {
      List<AdvisoryLocks> all = List.of(first, second, third);
      all.forEach(c -> assertThrows(IOException.class, c::hold));
      long before = system.getOpenFileDescriptorCount();
      for (int i = 0; i < 40; i++) {
        all.forEach(c -> assertThrows(IOException.class, c::hold));
      }
      // A selector alone takes two; servers may be late with closing a few of theirs.
      long more = system.getOpenFileDescriptorCount() - before;
      assertTrue(more < 40, () -> more + " files more are open");
    }
  }
}
