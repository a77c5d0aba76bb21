package pgconform.selftest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import pgconform.exchange.Verdict;
import pgconform.run.Options;
import pgconform.run.Result;
import pgconform.scenario.Capability;
import pgconform.scenario.Scenario;
import pgconform.target.failure.TargetUnavailable;

/**
 * Runs the scenarios against servers with faults, several servers at a time.
 *
 * <p>The scenarios of a fault's own area are run with few cases at first, and with all of them if
 * those show nothing; the scenarios of other areas, which must not fail, are run with one case
 * each.
 */
public final class SelfTest {
  /** The time after which a side that is silent on the loopback address stays silent. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  /** The time limit of a faithful proxy, which may be long because no fault shows by silence. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Capability WAITS = Capability.SHORT_AUTHENTICATION_TIMEOUT;

  private final RelatedScenarios relations = new RelatedScenarios();
  private final Options options;
  private final int servers;
  private final boolean everywhere;
  private final Map<String, String> environment;
  private final Path home;

  /**
   * Creates a self-test.
   *
   * @param options how each server is judged
   * @param everywhere whether scenarios about something else are also run against a fault
   * @param servers the number of faults that are tried at the same time, each with a separate
   *     server
   */
  public SelfTest(
      Options options,
      boolean everywhere,
      int servers,
      Map<String, String> environment,
      Path home) {
    this.options = options;
    this.everywhere = everywhere;
    this.servers = servers;
    this.environment = Map.copyOf(environment);
    this.home = home;
  }

  /**
   * Runs the scenarios through a proxy without a fault, each time with another seed.
   *
   * @param times the number of runs
   * @param done called at the end of each run, one at a time, with the scenarios whose verdicts
   *     differ from those without the proxy, and these verdicts
   */
  public void faithful(List<Scenario> scenarios, int times, Consumer<List<String>> done)
      throws InterruptedException {
    Map<String, Verdict> usual = new LinkedHashMap<>();
    try (Server server = new Server(environment, home)) {
      server.directly(scenarios, options).forEach(r -> usual.put(r.scenario().id(), r.verdict()));
    }
    AtomicInteger next = new AtomicInteger();
    inParallel(
        times,
        () -> {
          try (Server server = new Server(environment, home)) {
            for (int i = next.getAndIncrement(); i < times; i = next.getAndIncrement()) {
              List<String> alarms =
                  alarms(server, usual, scenarios, options.withSeed(options.seed() + i));
              synchronized (next) {
                done.accept(alarms);
              }
            }
          }
          return null;
        });
  }

  private static List<String> alarms(
      Server server, Map<String, Verdict> usual, List<Scenario> scenarios, Options options)
      throws InterruptedException {
    try (Server.Broken faithful = server.behind(() -> new Rules(null), PATIENCE)) {
      return faithful.judge(scenarios, options).stream()
          .filter(r -> r.verdict() != usual.get(r.scenario().id()))
          .map(
              r ->
                  "%s: %s directly, %s through the proxy, seed %d (%s)"
                      .formatted(
                          r.scenario().id(),
                          usual.get(r.scenario().id()),
                          r.verdict(),
                          options.seed(),
                          r.message()))
          .toList();
    }
  }

  /**
   * Tries all faults.
   *
   * @param done called with each trial when it ends, one at a time
   * @return the trials in the order of the faults
   */
  public List<FaultTrial> attempt(
      List<Fault> faults, List<Scenario> scenarios, Consumer<FaultTrial> done)
      throws InterruptedException {
    return tried(faults, (server, fault) -> attempt(server, fault, scenarios), done);
  }

  /**
   * Looks for faults that are caught by scenarios that have caught nothing so far: first the faults
   * of their areas, now with all cases, and then those of other areas that they may notice.
   *
   * @param attempts all trials so far
   * @param unsuccessful the scenarios that have caught nothing in them
   * @return the trials with the additional results
   */
  public List<FaultTrial> again(List<FaultTrial> attempts, List<Scenario> unsuccessful)
      throws InterruptedException {
    Set<String> areas = unsuccessful.stream().map(Scenario::area).collect(Collectors.toSet());
    List<Fault> faults =
        attempts.stream()
            .map(FaultTrial::fault)
            .filter(f -> f.kind() != Fault.Kind.RARE)
            .sorted(Comparator.comparing(f -> !areas.contains(f.area())))
            .toList();
    Set<Scenario> left = ConcurrentHashMap.newKeySet();
    left.addAll(unsuccessful);
    Map<Fault, FaultTrial> more =
        tried(faults, (server, fault) -> again(server, fault, left), attempt -> {}).stream()
            .collect(Collectors.toMap(FaultTrial::fault, Function.identity()));
    return attempts.stream()
        .map(a -> more.containsKey(a.fault()) ? a.and(more.get(a.fault())) : a)
        .toList();
  }

  /** Runs scenarios against a server with a fault. */
  private interface Trial {
    FaultTrial of(Server server, Fault fault) throws InterruptedException;
  }

  /** Tries each fault; the trials are in the order of the faults. */
  private List<FaultTrial> tried(List<Fault> faults, Trial trial, Consumer<FaultTrial> done)
      throws InterruptedException {
    ConcurrentLinkedQueue<Fault> waiting = new ConcurrentLinkedQueue<>(faults);
    Map<Fault, FaultTrial> attempts = new LinkedHashMap<>();
    faults.forEach(fault -> attempts.put(fault, null));
    inParallel(
        faults.size(),
        () -> {
          work(
              waiting,
              trial,
              attempt -> {
                synchronized (attempts) {
                  attempts.put(attempt.fault(), attempt);
                  done.accept(attempt);
                }
              });
          return null;
        });
    return List.copyOf(attempts.values());
  }

  /** Starts as many workers as there are servers, but no more than there are pieces of work. */
  private void inParallel(int pieces, Callable<Void> worker) throws InterruptedException {
    ExecutorService executor = Executors.newFixedThreadPool(servers);
    try {
      List<Future<Void>> workers = new ArrayList<>();
      for (int i = 0; i < Math.min(servers, pieces); i++) {
        workers.add(executor.submit(worker));
      }
      for (Future<Void> each : workers) {
        each.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TargetUnavailable unavailable) {
        throw unavailable;
      }
      throw new IllegalStateException("the self-test did not come to its end", e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  /** Tries faults, one after the other, until none is left. */
  private void work(ConcurrentLinkedQueue<Fault> waiting, Trial trial, Consumer<FaultTrial> done)
      throws InterruptedException {
    Server server = new Server(environment, home);
    try {
      for (Fault fault = waiting.poll(); fault != null; fault = waiting.poll()) {
        FaultTrial attempt;
        try {
          attempt = trial.of(server, fault);
        } catch (RuntimeException e) {
          // A fault may wreck the server; the following faults are still tried.
          attempt = new FaultTrial(fault, List.of(), List.of(), 1, Optional.of(e.toString()), 0);
          server.close();
          server = new Server(environment, home);
        }
        done.accept(attempt);
      }
    } finally {
      server.close();
    }
  }

  private FaultTrial attempt(Server server, Fault fault, List<Scenario> scenarios)
      throws InterruptedException {
    long start = System.nanoTime();
    List<Scenario> own = scenarios.stream().filter(s -> own(fault, s)).toList();
    double odds = fault.kind() == Fault.Kind.RARE ? odds(server, fault, own) : 1;
    Options simplest = options.withTries(1);
    List<Result> results = new ArrayList<>();
    try (Server.Broken broken = server.behind(() -> rules(fault), limit(fault))) {
      if (everywhere && broken.testable()) {
        List<Scenario> quiet =
            scenarios.stream()
                .filter(s -> elsewhere(fault, s) && !relations.areRelated(fault, s))
                .toList();
        results.addAll(broken.judge(quiet, simplest));
      }
      List<Result> first =
          fault.kind() == Fault.Kind.RARE ? List.of() : broken.judge(own, simplest);
      // If the simplest case shows the fault, no others are needed.
      boolean enough = first.stream().anyMatch(r -> r.verdict() == Verdict.FAIL);
      results.addAll(enough ? first : broken.judge(own, options));
    }
    List<Result> misleading =
        results.stream()
            .filter(FaultTrial::isRed)
            .filter(r -> !relations.areRelated(fault, r.scenario()))
            .toList();
    return new FaultTrial(
        fault, results, misleading, odds, Optional.empty(), System.nanoTime() - start);
  }

  private FaultTrial again(Server server, Fault fault, Set<Scenario> left)
      throws InterruptedException {
    long start = System.nanoTime();
    List<Scenario> own = left.stream().filter(s -> own(fault, s)).toList();
    List<Scenario> related =
        left.stream().filter(s -> elsewhere(fault, s) && relations.areRelated(fault, s)).toList();
    List<Result> results = new ArrayList<>();
    if (!own.isEmpty() || !related.isEmpty()) {
      try (Server.Broken broken = server.behind(() -> rules(fault), limit(fault))) {
        results.addAll(broken.judge(own, options));
        if (broken.testable()) {
          results.addAll(broken.judge(related, options.withTries(1)));
        }
      }
    }
    results.stream()
        .filter(r -> r.verdict() == Verdict.FAIL)
        .forEach(r -> left.remove(r.scenario()));
    return new FaultTrial(
        fault, results, List.of(), 1, Optional.empty(), System.nanoTime() - start);
  }

  /**
   * Returns the probability of meeting a rare fault: its occasions are counted while it never
   * happens.
   */
  private double odds(Server server, Fault fault, List<Scenario> own) throws InterruptedException {
    try (Server.Broken faithful = server.behind(() -> fault.rules(null), PATIENCE)) {
      faithful.judge(own, options);
      return faithful.odds();
    }
  }

  private Rules rules(Fault fault) {
    return fault.rules(new Random(options.seed() * 31 + fault.name().hashCode()));
  }

  private static Duration limit(Fault fault) {
    // A fault of a time limit is seen only by a scenario that waits for longer than the limit.
    return fault.kind() == Fault.Kind.SLOW ? PATIENCE : LIMIT;
  }

  /**
   * Returns whether a scenario of the fault's area runs; those that wait for a time limit do so
   * only for a fault of time limits.
   */
  private static boolean own(Fault fault, Scenario scenario) {
    return fault.area().equals(scenario.area())
        && (fault.kind() == Fault.Kind.SLOW || !scenario.needs().contains(WAITS));
  }

  /**
   * Returns whether a scenario of another area runs: not if it needs a server for itself, takes
   * long, or cannot meet the fault.
   */
  private boolean elsewhere(Fault fault, Scenario scenario) {
    return !fault.area().equals(scenario.area())
        && !scenario.alone()
        && !scenario.races()
        && !scenario.needs().contains(WAITS)
        && !scenario.needs().contains(Capability.THROW_AWAY_SERVER)
        && (!fault.rules(null).onlyCancels() || relations.sendsCancel(scenario));
  }
}
