package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import pgconform.exchange.Verdict;
import pgconform.exchange.Watch;
import pgconform.scenario.Scenario;
import pgconform.target.OpenTarget;
import pgconform.target.TargetSpec;

/** Judges a target that is open, by one requirement or by many at the same time. */
public final class TargetRun implements Guard.Runs {
  private static final Comparator<Result> BY_ID = Comparator.comparing(r -> r.scenario().id());

  private final OpenTarget target;
  private final TargetSpec spec;
  private final TargetInfo info;
  private final RunContext context;
  private final Map<String, ScenarioRun> runs = new ConcurrentHashMap<>();

  TargetRun(OpenTarget target, TargetSpec spec, RunContext context) {
    this.target = target;
    this.spec = spec;
    this.info = TargetInfo.of(spec, target);
    this.context = context.forTarget();
  }

  /** What is known of the target. */
  public TargetInfo info() {
    return info;
  }

  /**
   * Judges the target by what is planned, and then by what explains blocked results, if there are
   * any; the results are in the order of their ids.
   */
  List<Result> judge(Plan.Target planned) throws InterruptedException {
    List<Result> results = new ArrayList<>(judge(planned.requirements()));
    if (planned.explaining().isEmpty()) {
      return results;
    }
    Set<String> wanted = Blocks.explaining(results);
    results.addAll(
        judge(
            planned.explaining().get().stream()
                .filter(requirement -> wanted.contains(requirement.scenario().id()))
                .toList()));
    results.sort(BY_ID);
    return Blocks.explained(results);
  }

  /**
   * Judges the target by requirements; the results are in the order of their ids. What is blocked
   * stays so.
   */
  public List<Result> judge(List<Plan.Requirement> requirements) throws InterruptedException {
    // The other half is for scenarios that wait, and for other users of the server.
    int jobs = Math.max(1, Math.min(context.options().jobs(), target.room() / 2));
    context.waste().plan(requirements.stream().mapToLong(Plan.Requirement::mostCases).sum());
    List<Plan.Requirement> patient = new ArrayList<>();
    List<Plan.Requirement> alone = new ArrayList<>();
    List<Plan.Requirement> others = new ArrayList<>();
    for (Plan.Requirement requirement : requirements) {
      Scenario scenario = requirement.scenario();
      (scenario.alone() ? alone : scenario.patient() ? patient : others).add(requirement);
    }
    // A scenario that waits for a time limit of the server keeps nobody busy: it runs beside the
    // others, where the server has room. One job means one thing at a time.
    int waiting = jobs == 1 ? 0 : Math.min(patient.size(), target.room() - jobs);
    if (waiting <= 0) {
      others.addAll(0, patient);
      patient.clear();
    }
    try (Guard guard = new Guard(target, this)) {
      guard.judge(Guard.Queue.of(patient, waiting), Guard.Queue.of(others, jobs));
      guard.judge(Guard.Queue.of(alone, 1));
      List<Result> results = new ArrayList<>(guard.results());
      results.sort(BY_ID);
      return guard.gone() ? results : shrunk(results, jobs);
    }
  }

  /** Each cause is shrunk once: a second requirement that it breaks tells nothing new. */
  private List<Result> shrunk(List<Result> results, int jobs) throws InterruptedException {
    Map<String, Result> byId =
        results.stream()
            .collect(Collectors.toMap(r -> r.scenario().id(), r -> r, (a, b) -> a, TreeMap::new));
    List<Causes.Group> groups =
        Causes.of(results.stream().filter(r -> r.failure().isPresent()).map(this::entry).toList());
    List<Future<Void>> futures = new ArrayList<>();
    try (Jobs busy = new Jobs(jobs)) {
      for (Causes.Group group : groups) {
        futures.add(busy.submit(() -> shrink(group, byId)));
      }
      for (Future<Void> future : futures) {
        future.get();
      }
      return List.copyOf(byId.values());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a case cannot be shrunk", e.getCause());
    } finally {
      runs.clear();
    }
  }

  private Void shrink(Causes.Group group, Map<String, Result> results) {
    List<Causes.Entry> all = new ArrayList<>(List.of(group.first()));
    all.addAll(group.others());
    for (Causes.Entry each : all) {
      Result result;
      synchronized (results) {
        result = results.get(each.id());
      }
      Result shrunk = context.expectations().judge(runs.get(each.id()).shrunk(result), info);
      synchronized (results) {
        results.put(each.id(), shrunk);
      }
      // An answer that only came late is none: then another one has to show the cause.
      if (shrunk.verdict() != Verdict.UNDECIDED) {
        return null;
      }
    }
    return null;
  }

  private Causes.Entry entry(Result result) {
    Scenario scenario = result.scenario();
    return new Causes.Entry(
        scenario.id(),
        scenario.area(),
        scenario.level(),
        result.verdict() == Verdict.FAIL,
        result.failure().orElseThrow().facts());
  }

  @Override
  public void started(Plan.Requirement requirement) {
    context.events().tell(listener -> listener.requirementStarted(requirement));
  }

  @Override
  public ScenarioRun of(Plan.Requirement requirement, Watch watch) {
    ScenarioRun run =
        new ScenarioRun(
            requirement.scenario(), target.subject(), context, spec.displayName(), watch);
    runs.put(requirement.scenario().id(), run);
    return run;
  }

  @Override
  public Result finished(Plan.Requirement requirement, Result result) {
    Result judged = context.expectations().judge(result, info);
    context.events().tell(listener -> listener.requirementFinished(requirement, judged));
    return judged;
  }
}
