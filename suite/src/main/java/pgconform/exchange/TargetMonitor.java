package pgconform.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.LinkException;
import pgconform.link.Poller;
import pgconform.scenario.Capability;
import pgconform.session.QueryException;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.wire.ErrorResponse;

/**
 * Monitors the target while cases run. It keeps a session open that no case uses, and starts
 * another one when there is a reason to check. The target is damaged if it ends the first session
 * or refuses the second, whatever the cases themselves received.
 */
public final class TargetMonitor implements AutoCloseable {
  /**
   * SQLSTATEs of a session that was ended on purpose: by an administrator or because it was idle.
   */
  private static final Set<String> ON_PURPOSE = Set.of("57P01", "57P05", "25P03", "25P04");

  /** SQLSTATE crash_shutdown: another session has crashed, and all others end. */
  private static final String CRASH = "57P02";

  /** The time between two attempts to reach a target that does not respond. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Subject.Server server;
  private final boolean sitting;
  private final Supplier<Optional<String>> death;
  private final Poller poller = new Poller();
  private Optional<Pulse> pulse = Optional.empty();
  private Optional<Session> session = Optional.empty();
  private Optional<TargetFailure> damage = Optional.empty();
  private boolean starts = true;
  private boolean queries = true;
  private long answered;

  private TargetMonitor(Subject.Server server, boolean sitting, Supplier<Optional<String>> death) {
    this.server = server;
    this.sitting = sitting;
    this.death = death;
  }

  /**
   * Returns a monitor of a target that works now.
   *
   * @param room whether there is room for one session in addition to those of the cases
   */
  public static TargetMonitor over(Subject.Server server, boolean room) {
    return over(server, room, Optional::empty);
  }

  /**
   * Returns a monitor of a target whose end can be explained.
   *
   * @param death returns how the target has ended; empty while it runs
   */
  public static TargetMonitor over(
      Subject.Server server, boolean room, Supplier<Optional<String>> death) {
    TargetMonitor watch = new TargetMonitor(server, room, death);
    // A capability that is missing from the start does not indicate damage later.
    watch.queries = watch.answer().isEmpty();
    watch.starts = watch.queries || watch.answer().isEmpty();
    watch.sit();
    watch.answered = System.nanoTime();
    return watch;
  }

  /** Returns a monitor for a case without a server: a client ends with its program. */
  public static TargetMonitor ofNobody() {
    return blind(null);
  }

  /** Returns a monitor that does nothing, for servers that must not see more than the cases. */
  public static TargetMonitor blind(Subject.Server server) {
    TargetMonitor watch = new TargetMonitor(server, false, Optional::empty);
    watch.starts = false;
    watch.queries = false;
    return watch;
  }

  /** Notes from now on when the target stands still. */
  public TargetMonitor withPulse() {
    pulse = Optional.of(Pulse.of(server.connector().address()));
    return this;
  }

  /**
   * Returns the result of a case that has just ended, or as undecided if what the case missed is
   * not held against the target because it did not react to other connections at that time either,
   * and did so afterwards.
   */
  public CaseResult judged(CaseResult result) {
    long now = System.nanoTime();
    Optional<Evidence> missed = result.evidence().or(result::obstacle);
    boolean silence =
        missed
            .map(evidence -> evidence.came().isSilence())
            .orElse(result.verdict() == Verdict.ERROR);
    if (pulse.isEmpty() || !silence) {
      return result;
    }
    long from = missed.map(Evidence::waiting).orElse(now - result.nanos());
    long to = missed.map(Evidence::nanos).orElse(now);
    Duration still = pulse.get().silence(from, to, Deadline.in(server.limit()));
    long least = missed.isPresent() ? (to - from) / 2 : server.limit().toNanos() / 2;
    return still.toNanos() > least ? result.whileItStoodStill(still) : result;
  }

  /**
   * Checks without waiting whether the session that no case uses is still open. Damage that was
   * seen once is reported until {@link #awaitReturn}.
   */
  public synchronized Optional<TargetFailure> glance() {
    if (damage.isEmpty()) {
      damage = end(Duration.ZERO).flatMap(this::ended);
    }
    return damage;
  }

  /**
   * Waits to see whether the session that no case uses ends. A target can go down a moment after
   * the requirement that has brought it down.
   *
   * @param within how long to wait
   */
  public synchronized Optional<TargetFailure> linger(Duration within) {
    if (damage.isEmpty()) {
      damage = end(within).flatMap(this::ended);
    }
    return damage;
  }

  /**
   * Checks whether the target admits another session and answers it; takes up to two time limits.
   *
   * @param since a moment of {@link System#nanoTime()}; nothing is asked if the target has answered
   *     after it
   */
  public synchronized Optional<TargetFailure> look(long since) {
    if (glance().isEmpty() && answered - since < 0) {
      damage = ask();
    }
    // The answer just received is later than the end of the other session.
    return glance();
  }

  /** Returns a moment of {@link System#nanoTime()} after which the target has last answered. */
  public synchronized long answered() {
    return answered;
  }

  /** Returns the damage that the end of the session indicates, given its last event. */
  private Optional<TargetFailure> ended(Event last) {
    session.ifPresent(Session::close);
    session = Optional.empty();
    Optional<TargetFailure> now = ask();
    if (now.isPresent()) {
      return now;
    }
    sit();
    return isDamage(new Actual.Seen(last).sqlState().orElse(""))
        ? Optional.of(
            new TargetFailure(TargetFailure.Kind.ENDED_A_BYSTANDER, last.toString(), true))
        : Optional.empty();
  }

  /**
   * Returns whether the end of the session was unintended. If others use the target, a proxy in
   * front of it may cut an idle session without an error.
   *
   * @param state the SQLSTATE of the error that ended the session; empty if there was none
   */
  private boolean isDamage(String state) {
    return server.capabilities().contains(Capability.EXCLUSIVE_USE)
        ? !ON_PURPOSE.contains(state)
        : state.equals(CRASH);
  }

  /** Returns the event that ended the session: an error before the close, or else the close. */
  private Optional<Event> end(Duration within) {
    Optional<Event> error = Optional.empty();
    Deadline deadline = Deadline.in(within);
    while (session.isPresent()) {
      Optional<Event> event = session.get().link().next(deadline);
      if (event.isEmpty()) {
        return Optional.empty();
      } else if (!(event.get() instanceof Event.Received received)) {
        return error.or(() -> event);
      } else if (received.message() instanceof ErrorResponse) {
        error = event;
      }
    }
    return Optional.empty();
  }

  /** Checks whether the target admits a session and answers it; the target gets a second chance. */
  private Optional<TargetFailure> ask() {
    long now = System.nanoTime();
    Optional<TargetFailure> found = answer();
    if (found.isPresent()) {
      found = answer().map(this::withDeath);
    }
    if (found.isEmpty()) {
      answered = now;
    }
    return found;
  }

  private TargetFailure withDeath(TargetFailure seen) {
    return death.get().map(how -> new TargetFailure(seen.what(), how, seen.certain())).orElse(seen);
  }

  private Optional<TargetFailure> answer() {
    if (!starts) {
      return Optional.empty();
    }
    Deadline deadline = Deadline.in(server.limit());
    try (Session other = server.session(poller, deadline)) {
      if (queries) {
        other.query("select 1", deadline);
      }
      return Optional.empty();
    } catch (LinkException e) {
      boolean silent = e.reached() && e.answer().isEmpty();
      return Optional.of(damage(silent, e));
    } catch (StartUpException e) {
      // A server that is full, or requires something else, is still running.
      return e.closed() || e.silent() ? Optional.of(damage(e.silent(), e)) : Optional.empty();
    } catch (QueryException e) {
      return deadline.passed() ? Optional.of(damage(true, e)) : Optional.empty();
    }
  }

  private static TargetFailure damage(boolean silent, IOException e) {
    return new TargetFailure(
        silent ? TargetFailure.Kind.ANSWERS_NOBODY : TargetFailure.Kind.REFUSES,
        e.getMessage(),
        true);
  }

  /**
   * Waits until a damaged target can be used again.
   *
   * @param within how long to wait
   * @param enough whether the wait can be abandoned
   * @return the damage that remains; empty if there is none
   */
  public synchronized Optional<TargetFailure> awaitReturn(Duration within, BooleanSupplier enough) {
    Deadline end = Deadline.in(within);
    damage = ask();
    while (damage.isPresent() && !end.passed() && !enough.getAsBoolean()) {
      poller.pause(PAUSE.toNanos());
      damage = ask();
    }
    session.ifPresent(Session::close);
    if (damage.isEmpty()) {
      sit();
    }
    return damage;
  }

  private void sit() {
    session = Optional.empty();
    if (!sitting) {
      return;
    }
    try {
      session = Optional.of(server.session(poller, Deadline.in(server.limit())));
    } catch (IOException e) {
      // Without this session, the target is checked only if there is a reason to.
      session = Optional.empty();
    }
  }

  @Override
  public void close() {
    pulse.ifPresent(Pulse::close);
    session.ifPresent(Session::close);
    poller.close();
  }
}
