package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.session.Session;

/**
 * Limits how long a probe waits: for each answer, for all answers together, and for all missing
 * answers together. What a server answers, however slowly, uses up nothing of the last, and what it
 * does not answer uses up nothing of the time for the others.
 */
final class ProbeTimeouts {
  /**
   * The time that a server may spend on missing answers, as a multiple of the time for one answer.
   */
  private static final int ANSWERS = 4;

  /** The time that a server may take to close a connection that a client has left. */
  private static final Duration CLOSE = Duration.ofSeconds(1);

  /** The time that a probe of a quick server may take in total. */
  private static final Duration LEAST = Duration.ofSeconds(30);

  /**
   * How often the probe waits in vain for a server to close a connection; then it waits no more.
   */
  private static final int MOST_UNCLOSED = 3;

  private final Whole whole;
  private final Duration each;
  private Duration left;
  private int unclosed;

  ProbeTimeouts(Duration each) {
    this(each, LEAST);
  }

  /**
   * Limits a probe.
   *
   * @param least the time that it may take in total where the server is quick
   */
  ProbeTimeouts(Duration each, Duration least) {
    this(each, new Whole(least));
  }

  private ProbeTimeouts(Duration each, Whole whole) {
    this.whole = whole;
    this.each = each;
    this.left = each.multipliedBy(ANSWERS);
  }

  /** The time that a probe may take in total for what the server answers. */
  private static final class Whole {
    private static final Duration MOST = Duration.ofMinutes(3);

    /** A probe takes as long as so many sessions with one query each, one after the other. */
    private static final int SESSIONS = 200;

    private final long begun = System.nanoTime();
    private final Duration least;
    private Duration time;
    private Duration inVain = Duration.ZERO;
    private boolean exceeded;
    private Optional<String> silent = Optional.empty();

    private Whole(Duration least) {
      this.least = least;
      time = least;
    }

    private Deadline end() {
      return new Deadline(begun + time.plus(inVain).toNanos());
    }

    private void measured(Duration session) {
      Duration wanted = least.plus(session.multipliedBy(SESSIONS));
      time = wanted.compareTo(MOST) < 0 ? wanted : MOST;
    }
  }

  /** Returns the same timeouts with another time for each answer, but within the same total. */
  ProbeTimeouts forEach(Duration other) {
    return new ProbeTimeouts(other, whole);
  }

  /**
   * Allows more time in total for a slow network or a busy machine.
   *
   * @param session the time that the first session took, with one query
   */
  void measured(Duration session) {
    whole.measured(session);
  }

  /** Returns whether the probe has used up its total time. */
  boolean isOver() {
    return whole.end().passed();
  }

  /**
   * Returns, in one sentence, that something was not asked because the total time was used up; what
   * the server can do is not known then. Empty if everything was asked.
   */
  Optional<String> unfinished() {
    return whole.exceeded ? Optional.of(exceeded()) : Optional.empty();
  }

  /**
   * Returns, in one sentence, that something was not asked because too much before it was left
   * unanswered; empty if that was not the case.
   */
  Optional<String> silent() {
    return whole.silent;
  }

  private String exceeded() {
    return ("the server's answers took %d s in all, and not everything was asked by then; a slow"
            + " server, a slow network or a busy machine can be the reason")
        .formatted(whole.time.toSeconds());
  }

  /** Returns how long one answer may take. */
  Duration each() {
    return each;
  }

  /**
   * Returns the deadline of the next answer.
   *
   * @throws IOException with one sentence, if too many queries were left unanswered to send another
   *     one
   */
  Deadline next() throws IOException {
    return next(each);
  }

  /** Returns the deadline of the next answer if it may take this long. */
  Deadline next(Duration usual) throws IOException {
    if (left.isNegative() || left.isZero()) {
      String silent =
          "the server was silent for %d s in total; the probe stops here"
              .formatted(each.multipliedBy(ANSWERS).toSeconds());
      whole.silent = Optional.of(silent);
      throw new IOException(silent);
    }
    if (isOver()) {
      whole.exceeded = true;
      throw new IOException(exceeded());
    }
    return Deadline.in(usual.compareTo(left) < 0 ? usual : left).orEarlier(whole.end());
  }

  /**
   * Ends a session. If a server has room for few, the next one may begin only after that; the probe
   * does not wait again and again for a server that does not close.
   */
  void end(Session session) {
    if (unclosed == MOST_UNCLOSED) {
      session.close();
    } else if (!session.end(Deadline.in(CLOSE))) {
      unclosed++;
    }
  }

  /** Notes the time spent on an answer that did not come. */
  void lost(Duration waited) {
    left = left.minus(waited);
    whole.inVain = whole.inVain.plus(waited);
  }
}
