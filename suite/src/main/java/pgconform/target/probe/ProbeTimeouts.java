package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import pgconform.link.Deadline;
import pgconform.session.Session;

/**
 * How long a probe waits: for each answer, and for all answers that do not come. A server that
 * answers, however slowly, uses none of the latter.
 */
final class ProbeTimeouts {
  /** What a server may leave unanswered, as a multiple of the time that one answer may take. */
  private static final int ANSWERS = 2;

  /** How long a server may take to close what a client has left. */
  private static final Duration CLOSE = Duration.ofSeconds(1);

  /** How long a probe may take in all, whatever the server answers. */
  private static final Duration WHOLE = Duration.ofSeconds(30);

  private final Deadline end;
  private final Duration each;
  private Duration left;
  private boolean closes = true;

  ProbeTimeouts(Duration each) {
    this(each, Deadline.in(WHOLE));
  }

  private ProbeTimeouts(Duration each, Deadline end) {
    this.end = end;
    this.each = each;
    this.left = each.multipliedBy(ANSWERS);
  }

  /** The same with another time for each answer, within the same whole. */
  ProbeTimeouts forEach(Duration other) {
    return new ProbeTimeouts(other, end);
  }

  /** Whether the probe has taken as long as it may. */
  boolean isOver() {
    return end.passed();
  }

  /** How long one answer may take. */
  Duration each() {
    return each;
  }

  /**
   * Returns when the next answer has to be there.
   *
   * @throws IOException with one sentence, if too much was left unanswered for another question
   */
  Deadline next() throws IOException {
    return next(each);
  }

  /** The same for an answer that may take so long. */
  Deadline next(Duration usual) throws IOException {
    if (left.isNegative() || left.isZero()) {
      throw new IOException(
          "the server was silent for %d s in total; the probe stops here"
              .formatted(each.multipliedBy(ANSWERS).toSeconds()));
    }
    if (end.passed()) {
      throw new IOException(
          "the server's answers took %d s in all; nothing more is asked"
              .formatted(WHOLE.toSeconds()));
    }
    return Deadline.in(usual.compareTo(left) < 0 ? usual : left).orEarlier(end);
  }

  /**
   * Ends a session. The next one may begin only after that, where a server has room for few; one
   * that does not close is waited for once.
   */
  void end(Session session) {
    if (closes) {
      closes = session.end(Deadline.in(CLOSE));
    } else {
      session.close();
    }
  }

  /** Notes how long an answer was waited for that did not come. */
  void lost(Duration waited) {
    left = left.minus(waited);
  }
}
