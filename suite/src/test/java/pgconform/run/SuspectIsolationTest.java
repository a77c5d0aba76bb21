package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.exchange.Subject;
import pgconform.exchange.TargetFailure;
import pgconform.exchange.Verdict;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.testing.Judged;
import pgconform.testing.Peer;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rules;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;

class SuspectIsolationTest {
  private static final TargetSpec NOBODY = TargetSpec.parse("postgresql://nobody@127.0.0.1:1/none");
  private static final int DEADLY = 666;

  @TempDir Path home;

  /** What a server does after it was asked to cancel what process 666 runs. */
  private enum Blow {
    DIES,
    DIES_LATER,
    WEDGES,
    ENDS_ALL_SESSIONS
  }

  /** A server that a certain CancelRequest brings down until it is started again. */
  private static final class Mortal implements Script {
    private final Blow blow;
    private final int deadly;
    private volatile Life life;

    Mortal(Blow blow) {
      this(blow, 1);
    }

    /** One that dies of every so many requests. */
    Mortal(Blow blow, int every) {
      this.blow = blow;
      this.deadly = every;
      this.life = new Life();
    }

    private void restart() {
      life = new Life();
    }

    @Override
    public void serve(Peer peer) throws IOException {
      life.serve(peer);
    }

    /** From one start to the next; what one life still reads when it is over harms no other. */
    private final class Life implements Script {
      private final Set<Peer> peers = ConcurrentHashMap.newKeySet();
      private final AtomicInteger requests = new AtomicInteger();
      private final PostgresLike alive;
      private volatile boolean struck;

      Life() {
        Rules rules = new Rules();
        rules.isFor =
            (request, backend) -> {
              if (request.processId() == DEADLY && requests.incrementAndGet() % deadly == 0) {
                strike();
              }
              return false;
            };
        alive = new PostgresLike(rules);
      }

      private void strike() {
        if (blow == Blow.DIES_LATER) {
          CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS).execute(this::strikeNow);
        } else {
          strikeNow();
        }
      }

      private void strikeNow() {
        struck = blow != Blow.ENDS_ALL_SESSIONS;
        if (blow != Blow.WEDGES) {
          peers.forEach(peer -> peer.link().closeWithoutNotify());
        }
      }

      @Override
      public void serve(Peer peer) throws IOException {
        peers.add(peer);
        try {
          if (!struck) {
            alive.serve(peer);
          } else if (blow == Blow.WEDGES) {
            peer.awaitEnd();
          }
        } finally {
          peers.remove(peer);
        }
      }
    }
  }

  private static Scenario scenario(int number, boolean deadly) {
    String kill =
        """
          - open: c
          - send: c
            bytes: 00000010 04d2162e 0000029a 00000000
          - closed: c
        """;
    return Scenarios.of(
        Scenarios.head("should").replace("TST-001", "TST-%03d".formatted(number))
            + "steps:\n"
            + (deadly ? kill : "  - start: a\n  - alive: a\n"));
  }

  private static List<Scenario> scenarios(int innocent, int deadly) {
    List<Scenario> scenarios = new ArrayList<>();
    for (int i = 1; i <= innocent + deadly; i++) {
      // Every so many, one kills.
      boolean kills = deadly > 0 && i % ((innocent + deadly) / deadly) == 0;
      scenarios.add(scenario(i, kills));
    }
    return scenarios;
  }

  private List<Result> judge(Mortal mortal, boolean exclusive, boolean restarts, List<Scenario> all)
      throws Exception {
    Optional<Runnable> restart = Optional.of(mortal::restart);
    return judge(mortal, exclusive, restart.filter(each -> restarts), all, new Interruption());
  }

  private List<Result> judge(
      Mortal mortal,
      boolean exclusive,
      Optional<Runnable> restart,
      List<Scenario> all,
      Interruption interruption)
      throws Exception {
    Options options = Options.of(7, Effort.SMOKE, 4, true);
    RunPlan.Target planned = RunPlan.of(List.of(NOBODY), all, options).targets().get(0);
    Targets targets = new Targets(Map.of(), home, Optional.empty(), Optional.empty());
    try (Judged judged = Judged.with(mortal).within(Duration.ofSeconds(2));
        ProbedTarget open = open(judged.subject(), exclusive, restart)) {
      return new Runner(targets, options, Expectations.none(false), interruption)
          .on(open, NOBODY)
          .judge(planned);
    }
  }

  private static ProbedTarget open(
      Subject.Server subject, boolean exclusive, Optional<Runnable> restart) {
    Set<Capability> capabilities = new LinkedHashSet<>(subject.capabilities());
    if (exclusive) {
      capabilities.add(Capability.EXCLUSIVE_USE);
    }
    Subject.Facts facts =
        new Subject.Facts(
            subject.name(), subject.profile(), capabilities, subject.postgresql(), subject.limit());
    return new ProbedTarget(
        new Subject.Server(
            facts,
            subject.connector(),
            subject.logins(),
            subject.transports(),
            subject.keySize(),
            subject.holdStrategy(),
            subject.throwAway()),
        "x",
        "1",
        Map.of(),
        12,
        restart,
        () -> {});
  }

  private static Set<String> ids(List<Result> results, Verdict verdict) {
    return results.stream()
        .filter(result -> result.verdict() == verdict)
        .map(result -> result.scenario().id())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String lines(List<Result> results) {
    return results.stream()
        .map(each -> each.scenario().id() + " " + each.verdict() + " " + each.message())
        .collect(Collectors.joining("\n", "\n", "\n"));
  }

  private static final Set<String> EVERY_THIRD =
      Set.of(
          "TST-003", "TST-006", "TST-009", "TST-012", "TST-015", "TST-018", "TST-021", "TST-024",
          "TST-027", "TST-030");

  @Test
  void eachOfTenThatKillAServerIsNamedAndNobodyElse() throws Exception {
    List<Result> results = judge(new Mortal(Blow.DIES), true, true, scenarios(20, 10));
    assertEquals(30, results.size());
    assertEquals(EVERY_THIRD, ids(results, Verdict.FAIL), lines(results));
    assertEquals(20, ids(results, Verdict.PASS).size(), lines(results));
    for (Result result : results) {
      if (result.verdict() == Verdict.FAIL) {
        assertEquals(
            TargetFailure.Kind.REFUSES, result.harm().orElseThrow().what(), result.message());
        assertTrue(result.harm().get().certain());
      }
    }
  }

  @Test
  void whoKillsAServerAMomentLaterIsNamedAndNobodyElse() throws Exception {
    // Enough of them that somebody is at work when it dies.
    List<Scenario> all = new ArrayList<>(List.of(scenario(1, true)));
    all.addAll(scenarios(100, 0).subList(1, 100));
    List<Result> results = judge(new Mortal(Blow.DIES_LATER), true, true, all);
    assertEquals(Set.of("TST-001"), ids(results, Verdict.FAIL));
    assertTrue(results.get(0).harm().orElseThrow().certain());
  }

  @Test
  void whoKillsAServerOnlyNowAndThenIsNamedAndNobodyElse() throws Exception {
    List<Result> results = judge(new Mortal(Blow.DIES, 3), true, true, scenarios(4, 4));
    assertFalse(ids(results, Verdict.FAIL).isEmpty(), results.toString());
    for (Result result : results) {
      boolean deadly = Integer.parseInt(result.scenario().id().substring(4)) % 2 == 0;
      assertTrue(deadly || result.verdict() == Verdict.PASS, result.toString());
    }
  }

  @Test
  void whoEndsTheSessionsOfOthersIsNamed() throws Exception {
    List<Result> results = judge(new Mortal(Blow.ENDS_ALL_SESSIONS), true, false, scenarios(8, 2));
    assertEquals(Set.of("TST-005", "TST-010"), ids(results, Verdict.FAIL));
    assertEquals(8, ids(results, Verdict.PASS).size());
    Result culprit = results.get(4);
    assertEquals(TargetFailure.Kind.ENDED_A_BYSTANDER, culprit.harm().orElseThrow().what());
  }

  @Test
  void whatStandsBeforeASharedServerMayCutIdleSessions() throws Exception {
    List<Result> results =
        judge(new Mortal(Blow.ENDS_ALL_SESSIONS), false, false, List.of(scenario(1, true)));
    assertEquals(Verdict.PASS, results.get(0).verdict(), results.get(0).message());
  }

  @Test
  void aServerThatStaysAwayHasCandidatesAndTheRestIsNotJudged() throws Exception {
    List<Result> results = judge(new Mortal(Blow.DIES), false, false, scenarios(29, 1));
    // The one that kills is the last, so that what comes before it is judged.
    assertTrue(ids(results, Verdict.FAIL).contains("TST-030"), results.toString());
    assertTrue(ids(results, Verdict.FAIL).size() <= 12, ids(results, Verdict.FAIL).toString());
    Result candidate = results.get(29);
    assertEquals(false, candidate.harm().orElseThrow().certain());

    List<Scenario> early = new ArrayList<>(List.of(scenario(1, true)));
    early.addAll(scenarios(29, 0).subList(1, 29));
    List<Result> gone = judge(new Mortal(Blow.DIES), false, false, early);
    assertTrue(ids(gone, Verdict.FAIL).contains("TST-001"));
    assertTrue(ids(gone, Verdict.ERROR).size() > 10, ids(gone, Verdict.ERROR).toString());
    Result last = gone.get(gone.size() - 1);
    assertTrue(last.message().startsWith("the target has been unusable since "), last.message());
    // What it went down with is its cause.
    Result suspect =
        gone.stream().filter(each -> each.verdict() == Verdict.FAIL).findFirst().orElseThrow();
    assertTrue(last.obstacle().orElseThrow().gone());
    assertTrue(
        last.obstacle()
            .get()
            .facts()
            .precise()
            .containsAll(suspect.failure().orElseThrow().facts().precise()));
    assertEquals(
        1,
        gone.stream()
            .filter(result -> result.verdict() == Verdict.ERROR)
            .map(Result::message)
            .distinct()
            .count());
  }

  @Test
  void aRunThatIsToEndDoesNotWaitForATargetThatStaysAway() throws Exception {
    Interruption interruption = new Interruption();
    List<Result> results =
        judge(
            new Mortal(Blow.DIES),
            true,
            Optional.of(interruption::ask),
            scenarios(3, 1),
            interruption);
    // Nobody has waited long enough to say that it is gone.
    assertEquals(Set.of(), ids(results, Verdict.ERROR));
    assertTrue(
        results.stream().noneMatch(r -> r.message().startsWith("the target has been unusable")));
  }

  @Test
  void aRunThatIsToEndDoesNotWaitForANewStart() throws Exception {
    Interruption interruption = new Interruption();
    Semaphore end = new Semaphore(0);
    Runnable endless =
        () -> {
          interruption.ask();
          end.acquireUninterruptibly();
        };
    try {
      List<Result> results =
          assertTimeoutPreemptively(
              Duration.ofSeconds(20),
              () ->
                  judge(
                      new Mortal(Blow.DIES),
                      true,
                      Optional.of(endless),
                      scenarios(3, 1),
                      interruption));
      assertEquals(4, results.size());
      assertEquals(Interruption.MESSAGE, results.get(3).message());
    } finally {
      end.release();
    }
  }

  @Test
  void whoMakesAServerDeafIsNamed() throws Exception {
    List<Result> results = judge(new Mortal(Blow.WEDGES), true, true, scenarios(3, 1));
    assertEquals(Set.of("TST-004"), ids(results, Verdict.FAIL));
    assertEquals(TargetFailure.Kind.ANSWERS_NOBODY, results.get(3).harm().orElseThrow().what());
    assertEquals(3, ids(results, Verdict.PASS).size());
  }

  /** Fails, and brings down who is asked as often as it takes to die. */
  private static Scenario failing(int number, boolean deadly) {
    String ask =
        """
          - open: c
          - send: c
            bytes: 00000010 04d2162e 0000029a 00000000
          - closed: c
        """;
    return Scenarios.of(
        Scenarios.head("must").replace("TST-001", "TST-%03d".formatted(number))
            + "steps:\n"
            + (deadly ? ask : "")
            + "  - start: a\n"
            // Each for a reason of its own, so that each is repeated.
            + ("  - send: a\n    messages: [" + (deadly ? "Sync" : "{Query: select 1}") + "]\n")
            + ("  - expect: a\n    messages: " + (deadly ? "RowDescription\n" : "DataRow\n")));
  }

  @Test
  void whoBringsAServerDownOnlyWhenItIsRepeatedIsNamed() throws Exception {
    List<Scenario> all = List.of(failing(1, false), failing(2, true), scenario(3, false));
    List<Result> results = judge(new Mortal(Blow.DIES, 2), true, true, all);
    assertEquals(Set.of("TST-001", "TST-002"), ids(results, Verdict.FAIL), results.toString());
    assertEquals(Optional.empty(), results.get(0).harm());
    assertEquals(TargetFailure.Kind.REFUSES, results.get(1).harm().orElseThrow().what());
    assertTrue(results.get(1).harm().get().certain());
    assertEquals(Verdict.PASS, results.get(2).verdict());
  }

  @Test
  void whereNothingMayBeRepeatedAllThatWasUnderWayIsSuspected() throws Exception {
    List<Scenario> all = List.of(failing(1, false), failing(2, true));
    List<Result> results = judge(new Mortal(Blow.DIES, 2), false, true, all);
    assertTrue(results.get(1).harm().isPresent(), lines(results));
    assertFalse(results.get(1).harm().get().certain());
  }
}
