package pgconform.link;

import java.util.List;
import java.util.Optional;
import pgconform.wire.Bytes;
import pgconform.wire.Side;

/**
 * The part of a {@link Transcript} that belongs to one connection.
 *
 * @param name the name of the connection in the scenario
 * @param peer the side of the system under test
 */
record ConnectionTranscript(Transcript transcript, String name, Side peer) {
  /** Something that is no message. */
  void note(Note note) {
    add(System.nanoTime(), Transcript.Kind.NOTE, Optional.empty(), List.of(note), Bytes.EMPTY);
  }

  /** Records data that is sent now. */
  void sent(List<?> items, Bytes octets) {
    Optional<Side> ours = Optional.of(peer.other());
    add(System.nanoTime(), Transcript.Kind.SENT, ours, items, octets);
  }

  /** Records the result of one read. */
  void received(long nanoTime, List<?> items, Bytes octets) {
    add(nanoTime, Transcript.Kind.RECEIVED, Optional.of(peer), items, octets);
  }

  private void add(
      long nanoTime, Transcript.Kind kind, Optional<Side> sender, List<?> items, Bytes octets) {
    transcript.add(nanoTime, name, kind, sender, items, octets);
  }
}
