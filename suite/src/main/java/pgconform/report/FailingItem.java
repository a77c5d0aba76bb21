package pgconform.report;

import java.util.Optional;
import java.util.function.BiPredicate;
import pgconform.exchange.Actual;
import pgconform.exchange.Evidence;
import pgconform.exchange.ProgramLine;
import pgconform.link.Event;
import pgconform.link.Transcript;
import pgconform.link.TransportNote;

/** Recognizes the item of a transcript that shows why a case fails. */
final class FailingItem implements BiPredicate<Transcript.Entry, Object> {
  private final String connection;
  private final Optional<Event> event;
  private final Actual came;
  private final long start;

  FailingItem(Evidence evidence, long start) {
    this.connection = evidence.connection();
    this.came = evidence.came();
    this.event = came.telling();
    this.start = start;
  }

  @Override
  // Another answer can have the same words, but only this one is meant.
  @SuppressWarnings("ReferenceEquality")
  public boolean test(Transcript.Entry entry, Object item) {
    if (came instanceof Actual.Answered unmet) {
      return item instanceof ProgramLine.Answered answered && answered.answer() == unmet.answer();
    } else if (came instanceof Actual.ProgramEnded) {
      return item instanceof ProgramLine.Ended;
    }
    if (event.isEmpty() || !entry.connection().equals(connection)) {
      return false;
    }
    Event told = event.get();
    if (told instanceof Event.Received received) {
      return entry.kind() == Transcript.Kind.RECEIVED
          && entry.nanos() == told.nanos() - start
          && received.message().equals(item);
    }
    return (item instanceof TransportNote.EndedByPeer ended && ended.event().equals(told))
        || (item instanceof TransportNote.TlsFailed failed && failed.event().equals(told))
        || (item instanceof TransportNote.Encrypted encrypted && encrypted.event().equals(told))
        || (item instanceof TransportNote.Flooded && told instanceof Event.Flooded);
  }
}
