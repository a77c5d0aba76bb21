package pgconform.target.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.target.probe.Found.probe;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetOptions;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.target.failure.TargetUnavailable;
import pgconform.testing.Fault;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Rules;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.FrontendMessage;
import pgconform.wire.Query;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.StartupMessage;

/** What is found out about servers that are not quite PostgreSQL. */
class ProberTest {
  @Test
  void aServerThatKeepsAllRules() {
    Found found = probe(new Rules());
    assertEquals("always: 4 octets under 3.0, 32 octets under 3.2", found.words().get("key data"));
    assertEquals("advisory lock", found.words().get("held query"));
    assertEquals("no: version() says Scripted", found.words().get("PostgreSQL itself"));
    assertEquals("yes", found.words().get("protocol 3.2"));
    assertEquals("no: negotiates 3.2", found.words().get("protocol 3.9999"));
    assertTrue(
        found.capabilities().containsAll(Set.of(Capability.KEY_DATA, Capability.HELD_QUERY)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NO_KEY_DATA | never | false",
        "ENDLESS_KEY_ONLY_UNDER_3_2 | only under 3.2: 257 octets under 3.2 | false",
        "EMPTY_KEY | always: 0 octets under 3.0, 0 octets under 3.2; at least one key is empty"
            + " | true",
        "CONSTANT_KEY | always: 4 octets under 3.0, 32 octets under 3.2; at least one key is all"
            + " zeros | true",
        "LONG_KEY_UNDER_3_0 | always: 32 octets under 3.0, 32 octets under 3.2 | true",
      })
  void keys(Fault fault, String words, boolean had) {
    Found found = probe(new Rules().breaking(fault));
    assertEquals(words, found.words().get("key data"));
    assertEquals(had, found.capabilities().contains(Capability.KEY_DATA));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CONSTANT_KEY | yes",
        "READY_FOR_QUERY_TWICE"
            + " | no: the server answered a query with ReadyForQuery instead of RowDescription",
        "KEY_DATA_BEHIND_READY_FOR_QUERY"
            + " | no: the server answered a query with BackendKeyData instead of RowDescription",
      })
  void ordinarySessions(Fault fault, String words) {
    Found found = probe(new Rules().breaking(fault));
    assertEquals(words, found.words().get("ordinary session"));
    assertEquals(words.equals("yes"), found.capabilities().contains(Capability.ORDINARY_SESSION));
  }

  @Test
  void oneKeyForEverybody() {
    Rules rules = new Rules();
    rules.secretKey = size -> Bytes.ofHex("01020304");
    assertEquals(
        "always: 4 octets under 3.0, 4 octets under 3.2; the sessions tried with one version all"
            + " got the same key",
        probe(rules).words().get("key data"));
  }

  @Test
  void aKeyNowAndThen() {
    Rules rules = new Rules();
    AtomicInteger sessions = new AtomicInteger();
    Rules.Introduction usual = rules.introduction;
    rules.introduction =
        (backend, server) ->
            usual.of(backend, server).stream()
                .filter(m -> !(m instanceof BackendKeyData) || sessions.incrementAndGet() % 2 == 0)
                .toList();
    Found found = probe(rules);
    String words = found.words().get("key data");
    assertTrue(words.matches("sometimes, in 3 of 6 sessions: .*"), words);
    assertFalse(found.capabilities().contains(Capability.KEY_DATA));
  }

  /** Servers of other makers show no limit, and what stands before one may have another. */
  @ParameterizedTest
  @CsvSource({
    "5, true, '5.0 s, as the user says'",
    "60, false, 'no: 60.0 s, as the user says; 10 s is the most'",
    "0, false, no"
  })
  void theLimitForLoginsIsWhatTheUserSays(int seconds, boolean brief, String words) {
    TargetOptions said =
        new TargetOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Duration.ofSeconds(seconds)).filter(time -> !time.isZero()),
            false,
            Map.of());
    try (ScriptedServer server = PostgresLike.start(new Rules())) {
      String url = "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
      Targets targets = new Targets(Map.of(), Path.of("/"), said);
      try (ProbedTarget target = targets.open(TargetSpec.parse(url))) {
        assertEquals(words, target.capabilities().get("short authentication timeout"));
        assertEquals(
            brief,
            target.subject().capabilities().contains(Capability.SHORT_AUTHENTICATION_TIMEOUT));
      }
    }
  }

  @Test
  void sessionsHaveBackendsOfTheirOwn() {
    Found found = probe(new Rules());
    assertEquals("yes", found.words().get("own backend"));
    assertEquals("yes", found.words().get("backend process id"));
    assertTrue(
        found
            .capabilities()
            .containsAll(Set.of(Capability.OWN_BACKEND, Capability.BACKEND_PROCESS_ID)));
  }

  @Test
  void oneBackendForAllIsNobodysOwn() {
    Rules rules = new Rules();
    rules.answers.put("select pg_backend_pid()", "4711");
    Found found = probe(rules);
    assertEquals("no", found.words().get("own backend"));
    assertFalse(found.capabilities().contains(Capability.OWN_BACKEND));
    assertFalse(found.capabilities().contains(Capability.BACKEND_PROCESS_ID));
  }

  @Test
  void twoServersBehindOneAddressAreSeen() {
    Rules rules = new Rules();
    AtomicInteger asked = new AtomicInteger();
    rules.answers.put("select version()", "PostgreSQL 18.0");
    rules.changing.put(
        "select pg_postmaster_start_time()", () -> Integer.toString(asked.incrementAndGet() % 2));
    Found found = probe(rules);
    assertEquals("no: sessions reach more than one server", found.words().get("PostgreSQL itself"));
    assertFalse(found.words().get("held query").startsWith("advisory lock"));
    assertFalse(found.capabilities().contains(Capability.BACKEND_PROCESS_ID));
  }

  @Test
  void aKeyWithTheProcessIdOfNoBackendIsAPoolers() {
    Rules rules = new Rules();
    AtomicInteger asked = new AtomicInteger();
    rules.answers.put("select version()", "PostgreSQL 18.0");
    rules.changing.put(
        "select pg_backend_pid()", () -> Integer.toString(1_000_000 + asked.incrementAndGet()));
    rules.patterns.put("select count.* from pg_stat_activity where .*", "1");
    Found found = probe(rules);
    assertEquals(
        "no: the process ID in BackendKeyData is not in pg_stat_activity",
        found.words().get("PostgreSQL itself"));
    assertEquals(Profile.POOLER, found.profile());
  }

  private static Rules limited() {
    Rules rules = new Rules();
    rules.answers.put("show statement_timeout", "100ms");
    rules.answers.put("show lock_timeout", "0");
    rules.answers.put("show default_transaction_read_only", "on");
    return rules;
  }

  @Test
  void settingsThatAreInTheWayAreSetInEachSession() {
    Found found = probe(limited());
    assertEquals(
        List.of("set statement_timeout = 0", "set default_transaction_read_only = off"),
        found.settings());
    assertEquals(
        "statement_timeout = 0 instead of 100ms, default_transaction_read_only = off instead of on",
        found.words().get("set in each session"));
    assertEquals(List.of(), probe(new Rules()).settings());
  }

  @Test
  void aSettingThatCannotBeMadeIsToldAndLeft() {
    Rules rules = limited();
    rules.unknown.add("set statement_timeout.*");
    Found found = probe(rules);
    assertEquals(List.of("set default_transaction_read_only = off"), found.settings());
    String words = found.words().get("set in each session");
    assertTrue(words.startsWith("statement_timeout (100ms) cannot be changed: "), words);
  }

  @Test
  void nothingIsSetWhereOthersMayComeToHaveTheBackend() {
    Rules rules = limited();
    rules.answers.put("select pg_backend_pid()", "7");
    Found found = probe(rules);
    assertEquals(List.of(), found.settings());
    assertTrue(
        found.words().get("set in each session").startsWith("no: "), found.words().toString());
  }

  @Test
  void aServerOfAnotherLanguageIsProbedAllTheSame() {
    Rules rules = new Rules();
    rules.unknown.add(".*");
    Found found = probe(rules);
    assertTrue(found.words().get("round trip").endsWith(" ms"), found.words().toString());
    assertEquals("yes", found.words().get("ordinary session"));
    assertEquals("no", found.words().get("held query"));
    assertEquals("no", found.words().get("temporary table"));
    assertTrue(found.capabilities().contains(Capability.KEY_DATA));
  }

  @Test
  void aTableThatEverybodySeesIsNoTemporaryTable() {
    assertEquals("yes", probe(new Rules()).words().get("temporary table"));
    Rules rules = new Rules();
    rules.sharedTables = true;
    assertEquals("no", probe(rules).words().get("temporary table"));
  }

  @Test
  void fourProbingsGiveOneAnswer() {
    Map<String, String> first = probe(new Rules()).words();
    for (int i = 0; i < 3; i++) {
      Map<String, String> again = new LinkedHashMap<>(probe(new Rules()).words());
      again.put("round trip", first.get("round trip"));
      assertEquals(first, again);
    }
  }

  /** Nothing is held against it but what it does not answer, and nothing is left running there. */
  @Test
  void aServerThatAnswersNoQuery() throws Exception {
    Queue<FrontendMessage> first = new ConcurrentLinkedQueue<>();
    Script script =
        peer -> {
          FrontendMessage packet = peer.next();
          first.add(packet);
          if (packet instanceof StartupMessage) {
            peer.send(
                new AuthenticationOk(),
                new BackendKeyData(7, Bytes.ofHex("01020304")),
                new ReadyForQuery('I'));
            peer.awaitEnd();
          }
        };
    long start = System.nanoTime();
    try (ScriptedServer server = ScriptedServer.start(script)) {
      String url =
          "postgresql://tester@127.0.0.1:%d/test?sslmode=disable&connect_timeout=2"
              .formatted(server.port());
      Targets targets = new Targets(Map.of(), Path.of("/"), Optional.empty(), Optional.empty());
      try (ProbedTarget target = targets.open(TargetSpec.parse(url))) {
        assertEquals(
            "no: the server did not answer a query with RowDescription in time",
            target.capabilities().get("ordinary session"));
        assertEquals("no", target.capabilities().get("held query"));
        assertEquals(
            "always: 4 octets under 3.0, 4 octets under 3.2; the sessions tried with one version"
                + " all got the same key",
            target.capabilities().get("key data"));
        assertEquals("yes", target.capabilities().get("protocol 3.2"));
        assertTrue(target.subject().capabilities().contains(Capability.KEY_DATA));
        assertTrue(target.subject().capabilities().contains(Capability.PLAIN));
      }
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(taken.compareTo(Duration.ofSeconds(20)) < 0, taken.toString());
    assertTrue(first.contains(new CancelRequest(7, Bytes.ofHex("01020304"))), first.toString());
  }

  /** What it was not asked is not what it lacks: otherwise, it would not be judged by that. */
  @Test
  void aServerThatAnswersHardlyAnyQuery() {
    Script script =
        peer -> {
          if (peer.next() instanceof StartupMessage) {
            peer.send(new AuthenticationOk(), new ReadyForQuery('I'));
            while (new Query("select 1").equals(peer.next())) {
              peer.send(Rows.of("1").toArray(BackendMessage[]::new));
              peer.send(new ReadyForQuery('I'));
            }
          }
          peer.awaitEnd();
        };
    try (ScriptedServer server = ScriptedServer.start(script)) {
      String url =
          "postgresql://tester@127.0.0.1:%d/test?sslmode=disable&connect_timeout=2"
              .formatted(server.port());
      Targets targets = new Targets(Map.of(), Path.of("/"), Optional.empty(), Optional.empty());
      TargetUnavailable e =
          assertThrows(TargetUnavailable.class, () -> targets.open(TargetSpec.parse(url)));
      assertTrue(
          e.getMessage()
              .endsWith(
                  " cannot be tested: the server was silent for 8 s in total; the probe stops"
                      + " here"),
          e.getMessage());
    }
  }

  private static Rules room(int sessions, String most) {
    Rules rules = new Rules();
    AtomicInteger open = new AtomicInteger();
    rules.ended = backend -> open.decrementAndGet();
    rules.logIns.put(
        "tester",
        (peer, user) -> {
          if (open.incrementAndGet() <= sessions) {
            return true;
          }
          open.decrementAndGet();
          peer.send(Rows.error("FATAL", "53300", "too many connections"));
          return false;
        });
    rules.answers.put(
        "select setting from pg_settings where name operator(=) 'max_connections'", most);
    return rules;
  }

  @Test
  void roomIsSeenWhereTheServerHasLimitsThatItDoesNotTell() {
    // A session asks.
    assertEquals("4", probe(room(5, "100")).words().get("room for sessions"));
    assertEquals("at least 40", probe(room(100, "100")).words().get("room for sessions"));
  }

  @Test
  void roomIsNotTriedWhereThereIsPlenty() {
    Rules rules = room(100, "100");
    rules.answers.put("select count(*) from pg_stat_activity", "7");
    rules.answers.put("select rolconnlimit from pg_roles where rolname = session_user", "-1");
    rules.answers.put(
        "select datconnlimit from pg_database where datname = current_database()", "-1");
    assertEquals(null, probe(rules).words().get("room for sessions"));
    rules.answers.put("select rolconnlimit from pg_roles where rolname = session_user", "12");
    assertEquals("at least 40", probe(rules).words().get("room for sessions"));
  }
}
