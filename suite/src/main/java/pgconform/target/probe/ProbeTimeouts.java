package pgconform.target.probe;

import java.io.IOException;
import java.time.Duration;
import pgconform.link.Deadline;
import pgconform.session.Session;

/**
 * Limits how long a probe waits: for each answer, and for all missing answers together. A server
 * that answers, however slowly, uses up nothing of the latter.
 */
final class ProbeTimeouts {
  /**
   * The time that a server may spend on missing answers, as a multiple of the time for one answer.
   */
  private static final int ANSWERS = 2;

  /** The time that a server may take to close a connection that a client has left. */
  private static final Duration CLOSE = Duration.ofSeconds(1);

  /** The time that a probe may take in total, whatever the server answers. */
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

  /** Returns the same timeouts with another time for each answer, but within the same total. */
  ProbeTimeouts forEach(Duration other) {
    return new ProbeTimeouts(other, end);
  }

  /** Returns whether the probe has used up its total time. */
  boolean isOver() {
    return end.passed();
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
   * Ends a session. If a server has room for few, the next one may begin only after that; the probe
   * waits only once for a server that does not close.
   */
  void end(Session session) {
    if (closes) {
      closes = session.end(Deadline.in(CLOSE));
    } else {
      session.close();
    }
  }

  /** Notes the time spent on an answer that did not come. */
  void lost(Duration waited) {
    left = left.minus(waited);
  }
}
