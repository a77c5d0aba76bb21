package pgconform.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.exchange.Exchange;
import pgconform.exchange.Verdict;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.property.Cases;
import pgconform.property.VariableBounds;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;
import pgconform.session.Session;
import pgconform.target.postgres.PostgresRelease;
import pgconform.target.postgres.PostgresServer;
import pgconform.target.postgres.Roles;
import pgconform.target.postgres.ServerSettings;

/** A real PostgreSQL whose administrator took away what queries are usually held with. */
@Tag("embedded")
class RevokedRightsTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static void revoke(ProbedTarget administrator, String functions) throws Exception {
    var subject = administrator.subject();
    try (Poller poller = new Poller();
        Link link =
            subject
                .connector()
                .open(poller, Transcript.none(), "x", Transport.PLAIN, Deadline.in(LIMIT));
        Session session =
            Session.start(link, subject.logins().get("default"), Deadline.in(LIMIT))) {
      String names =
          "select oid::regprocedure from pg_proc where proname ~ '%s'".formatted(functions);
      List<List<String>> found = session.query(names, Deadline.in(LIMIT));
      assertTrue(found.size() > 1, functions);
      for (List<String> row : found) {
        session.query(
            "revoke execute on function %s from public".formatted(row.get(0)), Deadline.in(LIMIT));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "9.6, ^pg_(try_)?advisory, select pg_catalog.pg_sleep(",
    "18, ^pg_(try_)?advisory|^pg_sleep, select count(*) from pg_catalog.generate_series(",
    "18, ^pg_(try_)?advisory|^pg_sleep|^generate_series, with recursive "
  })
  void cancelsAreJudgedAllTheSame(String version, String functions, String query) throws Exception {
    Targets targets = new Targets(Map.of(), Path.of("/"), Optional.empty(), Optional.empty());
    try (PostgresServer server =
        PostgresServer.start(PostgresRelease.parse(version), ServerSettings.NONE)) {
      String user = "postgresql://%s@127.0.0.1:%d/%s?sslmode=disable";
      try (ProbedTarget administrator =
          targets.open(
              TargetSpec.parse(
                  user.formatted(server.settings().user(), server.port(), Roles.DATABASE)))) {
        revoke(administrator, functions);
      }
      try (ProbedTarget target =
          targets.open(
              TargetSpec.parse(user.formatted(Roles.USER, server.port(), Roles.DATABASE)))) {
        String held = target.capabilities().get("held query");
        assertTrue(held.startsWith("slow query, ") && held.contains(": " + query), held);
        assertEquals(Profile.POSTGRESQL, target.subject().profile());
        for (String id : List.of("CAN-002", "CAN-006", "CAN-025", "CST-005", "CER-006")) {
          judge(target, id);
        }
      }
    }
  }

  private static void judge(ProbedTarget target, String id) throws Exception {
    Scenario scenario =
        ScenarioLibrary.load(Path.of("..", "scenarios"), List.of()).stream()
            .filter(s -> s.id().equals(id))
            .findFirst()
            .orElseThrow();
    VariableBounds space =
        new VariableBounds(target.subject().transports(), target.subject().keySize());
    Exchange exchange = new Exchange(scenario, target.subject());
    for (Cases.Candidate candidate : Cases.plan(scenario, space, 3, 2).cases()) {
      Verdict verdict = exchange.run(candidate.value()).verdict();
      // On a machine busy with something else a slow query may be missed; it never fails for that.
      assertTrue(
          verdict == Verdict.PASS || verdict == Verdict.UNDECIDED,
          id + " " + candidate.value() + " " + verdict);
    }
  }
}
