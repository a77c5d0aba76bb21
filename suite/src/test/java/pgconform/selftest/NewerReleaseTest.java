package pgconform.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import pgconform.exchange.Verdict;
import pgconform.run.Effort;
import pgconform.run.Expectations;
import pgconform.run.Options;
import pgconform.run.Result;
import pgconform.run.RunPlan;
import pgconform.run.Runner;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;
import pgconform.scenario.ServerVersion;
import pgconform.session.Login;
import pgconform.target.EmbeddedTarget;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.postgres.PostgresServer;
import pgconform.target.probe.ServerUnderTest;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.Bytes;
import pgconform.wire.DataRow;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Field;
import pgconform.wire.NoticeResponse;
import pgconform.wire.ParameterStatus;

/** What is known of PostgreSQL 19, done to the newest release that there is, makes nothing red. */
class NewerReleaseTest {
  private static final String VERSION = "19beta2";

  /** Those that see how sessions begin, what they are told, and what cancels say. */
  private static final Set<String> AREAS =
      Set.of("authentication", "startup", "parameters", "ready", "keydata", "cancel-error");

  private static final Set<Capability> LONG =
      EnumSet.of(Capability.SHORT_AUTHENTICATION_TIMEOUT, Capability.THROW_AWAY_SERVER);

  private static Rules rules() {
    Rules rules = new Rules(new Random(7));
    rules.changing(
        AuthenticationOk.class,
        (connection, ok) ->
            List.of(ok, new NoticeResponse(ErrorResponse.of("WARNING", "01000", "soon").fields())));
    rules.changing(
        ParameterStatus.class,
        (connection, status) ->
            List.of(
                status.name().equals("server_version")
                    ? new ParameterStatus("server_version", VERSION)
                    : status));
    rules.changing(DataRow.class, (connection, row) -> List.of(newer(row)));
    rules.changing(ErrorResponse.class, (connection, error) -> List.of(waiting(error)));
    return rules;
  }

  private static DataRow newer(DataRow row) {
    return new DataRow(
        row.values().stream()
            .map(
                value ->
                    value.map(
                        octets ->
                            octets.text().startsWith("PostgreSQL 18")
                                ? text("PostgreSQL " + VERSION + " on x86_64")
                                : octets.text().matches("18\\.\\d+") ? text(VERSION) : octets))
            .toList());
  }

  private static Bytes text(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Who waited for a lock is told for which. */
  private static ErrorResponse waiting(ErrorResponse error) {
    if (!error.sqlState().equals(Optional.of("57014")) || error.field('W').isPresent()) {
      return error;
    }
    List<Field> fields = new ArrayList<>(error.fields());
    fields.add(new Field('W', "waiting for ExclusiveLock on advisory lock [1,2,3,4]"));
    return new ErrorResponse(List.copyOf(fields));
  }

  private record Proxied(ConnectionSettings settings, Map<String, Login> logins)
      implements ServerUnderTest {
    @Override
    public boolean knowsItsLogins() {
      return true;
    }

    @Override
    public boolean exclusive() {
      return true;
    }
  }

  @Test
  void isJudgedByWhatIsKnown() throws Exception {
    Path home = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    Targets targets = new Targets(Map.of(), home, Optional.empty(), Optional.empty());
    EmbeddedTarget spec = (EmbeddedTarget) TargetSpec.parse("embedded");
    List<Scenario> scenarios =
        ScenarioLibrary.load(null, List.of()).stream()
            .filter(s -> AREAS.contains(s.area()) || s.id().equals("ENC-001"))
            .filter(s -> s.needs().stream().noneMatch(LONG::contains))
            .toList();
    try (PostgresServer server = spec.start();
        ProbedTarget real = targets.open("embedded", server);
        Proxy proxy = Proxy.start(real.subject().connector(), server.certificate(), rules());
        ProbedTarget newer =
            targets.open(
                "newer",
                new Proxied(
                    server.settings().at(proxy.hostPort(), Duration.ofSeconds(10)),
                    server.logins()))) {
      assertEquals(ServerVersion.of("19"), newer.subject().postgresql());
      assertEquals(
          "19beta2 is newer than 18, the newest release that is known; it is judged by the rules"
              + " for that",
          newer.capabilities().get("newer release"));
      Options options = Options.of(7, Effort.SMOKE, 2, false);
      RunPlan plan = RunPlan.of(List.of(spec), scenarios, options);
      List<Result> results =
          new Runner(targets, options, Expectations.none(false))
              .on(newer, spec)
              .judge(plan.targets().get(0).requirements());
      assertTrue(results.size() > 60, () -> results.size() + " results");
      assertEquals(
          List.of(),
          results.stream()
              .filter(
                  r -> Set.of(Verdict.FAIL, Verdict.LENIENT, Verdict.ERROR).contains(r.verdict()))
              .map(r -> r.scenario().id() + ": " + r.message())
              .toList());
    }
  }
}
