package pgconform.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import pgconform.link.Deadline;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.link.TransportNote;
import pgconform.scenario.GivenStep;
import pgconform.scenario.RoundsStep;
import pgconform.wire.BackendKeyData;
import pgconform.wire.CancelRequest;

/**
 * Runs the rounds of a race and counts their outcomes. A round that breaks the requirement is
 * repeated at the same offset, with new preconditions each time because the sessions may be out of
 * step.
 */
final class RaceRounds {
  /** The number of times that a violation is repeated at the same offset. */
  private static final int REPETITIONS = 30;

  /** The time for which rounds continue after a violation. */
  private static final Duration AFTER_VIOLATION = Duration.ofSeconds(4);

  /** The time for rounds in multiples of the limit for an answer; a case has twelve of them. */
  private static final int LIMITS = 9;

  private final Steering steps;
  private final CurrentServer server;
  private final Judge judge;
  private final Poller poller;
  private final Transcript transcript;
  private final CaseVariables scope;
  private final CaseRemarks remarks;
  private final List<RaceCounts.Round> rounds = new ArrayList<>();
  private Optional<CaseEnded> violation = Optional.empty();
  private long violatedAt;
  private int repetitions;
  private int violations;
  private int kept;
  private long connections;
  private long cancels;

  RaceRounds(
      Steering steps,
      CurrentServer server,
      Judge judge,
      Poller poller,
      Transcript transcript,
      CaseVariables scope,
      CaseRemarks remarks) {
    this.steps = steps;
    this.server = server;
    this.judge = judge;
    this.poller = poller;
    this.transcript = transcript;
    this.scope = scope;
    this.remarks = remarks;
  }

  /**
   * Runs the rounds.
   *
   * @param setUp the preconditions, which are set up again after a violation
   */
  void run(RoundsStep step, Sampling sampling, List<GivenStep> setUp) throws CaseEnded {
    int planned = sampling.rounds(step.rounds());
    Random random = new Random(Objects.hash(sampling.seed(), scope.caseText()));
    Optional<OffsetExplorer> explorer =
        step.offset()
            .map(range -> new OffsetExplorer(range, planned, step.endsDifferently(), random));
    Deadline end =
        Deadline.in(sampling.time()).orEarlier(Deadline.in(server.limit().multipliedBy(LIMITS)));
    kept = transcript.size();
    remarks.takeReached();
    try {
      // One round at least: a case without any would have shown nothing.
      do {
        boolean again = violation.isPresent() && repetitions < REPETITIONS;
        Duration offset =
            again
                ? Duration.ofNanos(violatedAt)
                : explorer.map(OffsetExplorer::next).orElse(Duration.ZERO);
        scope.set(RoundsStep.LENGTH, length(explorer));
        Optional<CaseEnded> broken = round(step, offset);
        String outcome = String.join(RoundsStep.AND, remarks.takeReached());
        explorer.ifPresent(e -> e.saw(offset.toNanos(), outcome));
        if (again) {
          repetitions++;
          violations += broken.isPresent() ? 1 : 0;
        } else {
          rounds.add(new RaceCounts.Round(offset.toNanos(), outcome, broken.isPresent()));
        }
        if (broken.isPresent()) {
          if (violation.isEmpty()) {
            violation = broken;
            violatedAt = offset.toNanos();
            kept = transcript.size();
            end = Deadline.in(AFTER_VIOLATION).orEarlier(end);
          }
          if (isSilence(broken.get())) {
            break;
          }
          renew(setUp);
        }
      } while (goesOn(planned) && !end.passed());
    } catch (CaseEnded later) {
      // What ends the case after a violation does not undo it.
      if (violation.isEmpty()) {
        throw later;
      }
    } finally {
      transcript.keep(kept);
      remarks.add(
          new RaceCounts(
              step,
              List.copyOf(rounds),
              connections,
              cancels,
              violation.map(v -> new RaceCounts.Repeated(violatedAt, repetitions, violations))));
    }
    if (violation.isPresent()) {
      throw violation.get();
    }
    seen(step);
  }

  /** Returns a third of the end of the range of offsets, in seconds as SQL writes them. */
  private static String length(Optional<OffsetExplorer> explorer) {
    double seconds = explorer.map(e -> e.most().toNanos() / 3e9).orElse(0.0);
    return String.format(Locale.ROOT, "%.6f", seconds);
  }

  private boolean goesOn(int planned) {
    return rounds.size() < planned || (violation.isPresent() && repetitions < REPETITIONS);
  }

  /** Runs one round; returns what broke the requirement in it. */
  private Optional<CaseEnded> round(RoundsStep step, Duration offset) throws CaseEnded {
    transcript.keep(kept);
    scope.set("n", (long) rounds.size() + repetitions + 1);
    scope.set(RoundsStep.OFFSET, offset);
    Set<String> before = scope.names();
    boolean lenient = remarks.evidence().isPresent();
    try {
      steps.run(step.steps());
      List<Transcript.Entry> entries = entries();
      awaitFences(entries);
      RaceRules rules = new RaceRules(step.place(), step.except(), transcript.start());
      rules.check(keys(), entries());
      rules.answered(scope.all());
      never(step);
      return Optional.empty();
    } catch (RequirementFailedException broken) {
      return Optional.of(broken);
    } catch (OutcomeReachedException reached) {
      if (reached.verdict != Verdict.FAIL) {
        throw reached;
      }
      return Optional.of(reached);
    } finally {
      ended(lenient, before);
    }
  }

  /** Counts what a round has opened, and closes it; the first round that is lenient is kept. */
  private void ended(boolean lenient, Set<String> before) {
    count(entries());
    if (!lenient && remarks.evidence().isPresent()) {
      kept = transcript.size();
    }
    scope.names().stream().filter(name -> !before.contains(name)).forEach(scope::close);
  }

  private void count(List<Transcript.Entry> entries) {
    for (Transcript.Entry entry : entries) {
      connections += entry.notes(TransportNote.Connected.class) ? 1 : 0;
      cancels += entry.items().stream().filter(CancelRequest.class::isInstance).count();
    }
  }

  private Map<String, BackendKeyData> keys() {
    Map<String, BackendKeyData> keys = new HashMap<>();
    scope.all().forEach(c -> c.keyData().ifPresent(key -> keys.put(c.link.name(), key)));
    return keys;
  }

  private List<Transcript.Entry> entries() {
    List<Transcript.Entry> all = transcript.entries();
    return all.subList(Math.min(kept, all.size()), all.size());
  }

  /** Waits until each cancel of a round is over before the next round begins. */
  private void awaitFences(List<Transcript.Entry> entries) throws CannotJudgeException {
    List<String> names =
        entries.stream()
            .filter(entry -> entry.items().stream().anyMatch(CancelRequest.class::isInstance))
            .map(Transcript.Entry::connection)
            .toList();
    List<Connection> open =
        scope.all().stream()
            .filter(c -> names.contains(c.link.name()) && !c.link.closed())
            .toList();
    boolean closed =
        poller.await(
            () -> open.stream().allMatch(c -> c.link.end().isPresent()), server.deadline());
    if (!closed) {
      throw CannotJudgeException.undecided(
          "the connection of a CancelRequest was not closed, so that rounds cannot be told apart");
    }
  }

  /**
   * Fails if a round has the combination of outcomes that none may have. An outcome that the
   * scenario has rules for has passed them by now.
   */
  private void never(RoundsStep step) throws RequirementFailedException {
    List<String> reached = remarks.reached();
    for (String outcomes : step.never()) {
      boolean all = reached.containsAll(RoundsStep.names(outcomes));
      if (all && !judge.knows(outcomes)) {
        throw new RequirementFailedException(
            step.place(),
            "a round",
            new Expected.Never(outcomes),
            new Actual.Round(String.join(RoundsStep.AND, reached)));
      }
    }
  }

  private static boolean isSilence(CaseEnded broken) {
    return broken instanceof RequirementFailedException failed
        && failed.evidence.came().isSilence();
  }

  /** Ends all sessions, and sets up the preconditions again. */
  private void renew(List<GivenStep> setUp) throws CaseEnded {
    scope.names().forEach(scope::close);
    for (GivenStep given : setUp) {
      steps.run(List.of(given));
    }
    remarks.takeReached();
  }

  /** Checks that the race was seen as often as the scenario asks for. */
  private void seen(RoundsStep step) throws OutcomeReachedException {
    for (var least : step.least().entrySet()) {
      long hits =
          rounds.stream()
              .filter(r -> RoundsStep.names(r.outcome()).contains(least.getKey()))
              .count();
      if (hits * 100 < (long) least.getValue() * rounds.size()) {
        remarks.say(
            "this run is deaf to the race: %s in %d of %d rounds, which takes %d %% of them"
                .formatted(least.getKey(), hits, rounds.size(), least.getValue()));
        throw new OutcomeReachedException(Verdict.UNDECIDED);
      }
    }
  }
}
