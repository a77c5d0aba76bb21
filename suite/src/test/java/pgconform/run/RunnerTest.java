package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.exchange.Subject;
import pgconform.exchange.ThrowAwayServer;
import pgconform.exchange.Verdict;
import pgconform.link.Transport;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.target.failure.TargetUnavailable;
import pgconform.testing.Judged;
import pgconform.testing.Scenarios;

/** All listeners learn the same of a run, one event after the other. */
class RunnerTest {
  private static final TargetSpec NOBODY =
      TargetSpec.parse("postgresql://nobody@127.0.0.1:1/none?sslmode=disable");

  @TempDir private Path home;

  /** Writes down what happens, and whether two events ever happen at once. */
  private static final class Log implements RunListener {
    private final List<String> events = new ArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();

    private void event(String event) {
      assertEquals(1, inside.incrementAndGet(), "events at once");
      events.add(event);
      inside.decrementAndGet();
    }

    @Override
    public void runStarted(RunPlan plan) {
      event("run of " + plan.targets().size());
    }

    @Override
    public void targetOpening(RunPlan.Target planned, String what) {
      event(what.replaceAll(" .*", ""));
    }

    @Override
    public void requirementStarted(RunPlan.Requirement requirement) {
      event("started " + requirement.scenario().id());
    }

    @Override
    public void requirementFinished(RunPlan.Requirement requirement, Result result) {
      event("finished " + requirement.scenario().id());
    }

    @Override
    public void targetFinished(RunPlan.Target planned, TargetInfo target) {
      event("target " + (target.unavailable().isPresent() ? "unavailable" : "judged"));
    }

    @Override
    public void runFinished(RunResult result) {
      event("end with " + result.results().size());
    }
  }

  private Runner runner(Options options, RunListener... listeners) {
    Targets targets = new Targets(Map.of(), home, Optional.empty(), Optional.empty());
    return new Runner(targets, options, Expectations.none(false), listeners);
  }

  @Test
  void aTransportThatTheTargetLacksIsNotReplacedByAnother() throws Exception {
    Options options = Options.of(7, Effort.SMOKE, 4, true);
    List<Scenario> scenarios =
        List.of(
            Scenarios.of(
                Scenarios.head("must").replace("TST-001", "TST-101")
                    + "for all:\n  way: {transport: [unix socket, plain after gss]}\n"
                    + "steps:\n  - start: a\n    over: $way\n  - alive: a\n"),
            Scenarios.of(
                Scenarios.head("must").replace("TST-001", "TST-102")
                    + "for all:\n  way: {transport: [unix socket, plain]}\n"
                    + "steps:\n  - start: a\n    over: $way\n  - alive: a\n"));
    RunPlan.Target planned = RunPlan.of(List.of(NOBODY), scenarios, options).targets().get(0);
    try (Judged judged = Judged.good();
        ProbedTarget open =
            new ProbedTarget(
                judged.subject(), "x", "1", Map.of(), 12, Optional.empty(), () -> {})) {
      List<Result> results = runner(options).on(open, NOBODY).judge(planned.requirements());
      assertEquals(Verdict.UNSUPPORTED, results.get(0).verdict());
      assertEquals("the target lacks: unix socket", results.get(0).message());
      assertEquals(List.of(Capability.UNIX_SOCKET), results.get(0).missing());
      assertEquals(Verdict.PASS, results.get(1).verdict());
    }
  }

  @Test
  void requirementsStartBeforeTheyFinish() throws Exception {
    Options options = Options.of(7, Effort.SMOKE, 4, true);
    List<Scenario> scenarios = new ArrayList<>();
    for (int i = 20; i > 0; i--) {
      scenarios.add(
          Scenarios.of(
              Scenarios.head("must").replace("TST-001", "TST-%03d".formatted(i))
                  + "steps:\n  - start: a\n  - alive: a\n"));
    }
    Log one = new Log();
    Log other = new Log();
    RunPlan.Target planned = RunPlan.of(List.of(NOBODY), scenarios, options).targets().get(0);
    try (Judged judged = Judged.good();
        ProbedTarget open =
            new ProbedTarget(
                judged.subject(), "x", "1", Map.of(), 12, Optional.empty(), () -> {})) {
      TargetRun run = runner(options, one, other).on(open, NOBODY);
      List<Result> results = run.judge(planned.requirements());
      assertEquals(
          planned.requirements().stream().map(r -> r.scenario().id()).toList(),
          results.stream().map(r -> r.scenario().id()).toList());
      assertTrue(results.stream().allMatch(r -> r.verdict() == Verdict.PASS), results.toString());
      assertEquals(40, one.events.size());
      assertEquals(one.events, other.events);
      for (Result result : results) {
        String id = result.scenario().id();
        assertTrue(one.events.indexOf("started " + id) < one.events.indexOf("finished " + id), id);
      }
      Result alone = run.judge(List.of(planned.requirements().get(3))).get(0);
      assertEquals("finished " + alone.scenario().id(), one.events.get(41));
    }
  }

  @Test
  void anErrorInOneCaseIsItsVerdictAndTheRunGoesOn() throws Exception {
    Options options = Options.of(7, Effort.SMOKE, 1, true);
    String head = Scenarios.head("must");
    String steps = "steps:\n  - %sstart: a\n  - alive: a\n";
    List<Scenario> scenarios =
        List.of(
            Scenarios.of(
                head + "needs: [throw-away server]\n" + steps.formatted("server: running\n  - ")),
            Scenarios.of(head.replace("TST-001", "TST-002") + steps.formatted("")));
    RunPlan.Target planned = RunPlan.of(List.of(NOBODY), scenarios, options).targets().get(0);
    Map<Error, String> errors =
        Map.of(
            new OutOfMemoryError("Java heap space"),
            "out of memory",
            new StackOverflowError(),
            "the suite failed: java.lang.StackOverflowError");
    for (Map.Entry<Error, String> error : errors.entrySet()) {
      ThrowAwayServer.Factory failing =
          wanted -> {
            throw error.getKey();
          };
      try (Judged judged = Judged.good().throwing(failing);
          ProbedTarget open =
              new ProbedTarget(
                  withThrowAway(judged), "x", "1", Map.of(), 12, Optional.empty(), () -> {})) {
        List<Result> results = runner(options).on(open, NOBODY).judge(planned.requirements());
        assertEquals(Verdict.ERROR, results.get(0).verdict());
        assertEquals(error.getValue(), results.get(0).message());
        assertEquals(Verdict.PASS, results.get(1).verdict(), results.get(1).message());
      }
    }
  }

  @Test
  void aLoginIsUsedOnlyWhereItIsWhatItsNameSays() throws Exception {
    Options options = Options.of(7, Effort.SMOKE, 4, true);
    String steps = "steps:\n  - start: a\n    over: $way\n  - alive: a\n";
    Scenario both =
        Scenarios.of(
            Scenarios.head("must")
                + "needs: [md5 login, user login]\nfor all:\n  way: any transport\n"
                + steps);
    Scenario encrypted =
        Scenarios.of(
            Scenarios.head("must").replace("TST-001", "TST-002")
                + "needs: [md5 login, user login]\nfor all:\n  way: {transport: [tls]}\n"
                + steps);
    try (Judged judged = Judged.good().over(Transport.PLAIN, Transport.TLS)) {
      Subject.Server server =
          overPlaintextOnly(judged, Capability.MD5_LOGIN, Capability.USER_LOGIN);
      try (ProbedTarget open =
          new ProbedTarget(server, "x", "1", Map.of(), 12, Optional.empty(), () -> {})) {
        List<Result> results = judge(options, open, List.of(both, encrypted));
        assertEquals(Verdict.PASS, results.get(0).verdict(), results.get(0).message());
        assertEquals(1, results.get(0).cases().count());
        assertEquals(Verdict.UNSUPPORTED, results.get(1).verdict());
        assertEquals("the target lacks: md5 login over tls", results.get(1).message());
        assertEquals(List.of(Capability.MD5_LOGIN), results.get(1).missing());
        Result chosen = judge(only("way=tls"), open, List.of(both)).get(0);
        assertEquals("the target lacks: md5 login over tls", chosen.message());
        Result other = judge(only("way=plain"), open, List.of(both)).get(0);
        assertEquals(Verdict.PASS, other.verdict(), other.message());
      }
    }
  }

  private List<Result> judge(Options options, ProbedTarget open, List<Scenario> scenarios)
      throws Exception {
    RunPlan.Target planned = RunPlan.of(List.of(NOBODY), scenarios, options).targets().get(0);
    return runner(options).on(open, NOBODY).judge(planned.requirements());
  }

  private static Options only(String values) {
    Options all = Options.of(7, Effort.SMOKE, 4, true);
    return new Options(
        all.seed(),
        all.effort(),
        all.tries(),
        all.jobs(),
        Optional.of(values),
        all.shrink(),
        all.budget(),
        all.command(),
        all.further(),
        all.file());
  }

  /** With two logins, the first of which is not what its name says over TLS. */
  private static Subject.Server overPlaintextOnly(
      Judged judged, Capability first, Capability second) {
    Subject.Server server = judged.subject();
    Set<Capability> capabilities = new HashSet<>(server.capabilities());
    capabilities.addAll(Set.of(first, second));
    return new Subject.Server(
        new Subject.Facts(
            server.name(), server.profile(), capabilities, server.postgresql(), server.limit()),
        server.connector(),
        server.logins(),
        server.transports(),
        server.keySize(),
        server.holdStrategy(),
        server.throwAway(),
        server.room(),
        Map.of(first, List.of(Transport.PLAIN)));
  }

  private static Subject.Server withThrowAway(Judged judged) {
    Subject.Server server = judged.subject();
    Set<Capability> capabilities = new HashSet<>(server.capabilities());
    capabilities.add(Capability.THROW_AWAY_SERVER);
    Subject.Facts facts =
        new Subject.Facts(
            server.name(), server.profile(), capabilities, server.postgresql(), server.limit());
    return new Subject.Server(
        facts,
        server.connector(),
        server.logins(),
        server.transports(),
        server.keySize(),
        server.holdStrategy(),
        server.throwAway());
  }

  @Test
  void tooFewOpenFilesAreOneSentence() throws Exception {
    Path limits = home.resolve("limits");
    String line = "Max open files            %-20s %-20s files     %n";
    for (String enough : List.of("256", "1048576", "18446744073709551615", "unlimited")) {
      Files.writeString(limits, "Limit\n" + line.formatted(enough, enough));
      OpenFiles.require(limits);
    }
    OpenFiles.require(home.resolve("nowhere"));
    Files.writeString(limits, "Limit\n" + line.formatted("64", "64"));
    TargetUnavailable e = assertThrows(TargetUnavailable.class, () -> OpenFiles.require(limits));
    assertTrue(
        e.getMessage().contains("the limit of this process is 64: raise it (ulimit -n)"),
        e.toString());
  }

  @Test
  void aTargetThatIsNotThereHasNoResults() throws Exception {
    Options options = Options.of(7, Effort.SMOKE, 1, true);
    Scenario scenario = Scenarios.steps("- start: a\n- alive: a\n");
    Log log = new Log();
    RunResult result =
        runner(options, log).run(RunPlan.of(List.of(NOBODY), List.of(scenario), options), "1");
    assertEquals(List.of("run of 1", "probing", "target unavailable", "end with 0"), log.events);
    assertTrue(result.targets().get(0).unavailable().isPresent());
    assertEquals(List.of(), result.results());
  }
}
