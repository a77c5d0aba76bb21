package pgconform.run;

import java.util.concurrent.atomic.AtomicLong;
import pgconform.exchange.CaseResult;
import pgconform.exchange.RaceCounts;
import pgconform.link.Transcript;
import pgconform.link.TransportNote;
import pgconform.wire.CancelRequest;

/**
 * Counts the cases, connections and cancels of a run, and the size of the exchanges that it keeps.
 */
final class RunCounters {
  /** The heap size of the exchanges that a run keeps for its reports. */
  private static final long MOST_KEPT = 8L * 1024 * 1024;

  /** The heap size that is kept of each further exchange. */
  private static final long KEPT_OF_EACH = 16L * 1024;

  private final AtomicLong kept = new AtomicLong();
  private final AtomicLong cases = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong cancels = new AtomicLong();

  void add(CaseResult result) {
    cases.incrementAndGet();
    for (RaceCounts race : result.races()) {
      connections.addAndGet(race.connections());
      cancels.addAndGet(race.cancels());
    }
    for (Transcript.Entry entry : result.transcript().entries()) {
      if (entry.notes(TransportNote.Connected.class) || entry.notes(TransportNote.Accepted.class)) {
        connections.incrementAndGet();
      } else if (entry.kind().isData()) {
        cancels.addAndGet(entry.items().stream().filter(CancelRequest.class::isInstance).count());
      }
    }
  }

  /** Returns the part of an exchange that is kept for the reports. */
  Transcript kept(Transcript whole) {
    if (kept.get() + whole.cost() > MOST_KEPT) {
      return whole.beginning(KEPT_OF_EACH);
    }
    kept.addAndGet(whole.cost());
    return whole;
  }

  long cases() {
    return cases.get();
  }

  long connections() {
    return connections.get();
  }

  long cancels() {
    return cancels.get();
  }
}
