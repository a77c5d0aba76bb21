package pgconform.run;

import java.util.concurrent.atomic.AtomicLong;
import pgconform.exchange.CaseResult;
import pgconform.link.Note;
import pgconform.link.Transcript;
import pgconform.wire.CancelRequest;

/** Counts the cases, connections and cancels of a run. */
final class Tally {
  private final AtomicLong cases = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong cancels = new AtomicLong();

  void add(CaseResult result) {
    cases.incrementAndGet();
    for (Transcript.Entry entry : result.transcript().entries()) {
      if (entry.notes(Note.Connected.class)) {
        connections.incrementAndGet();
      } else if (entry.kind() == Transcript.Kind.SENT) {
        cancels.addAndGet(entry.items().stream().filter(CancelRequest.class::isInstance).count());
      }
    }
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
