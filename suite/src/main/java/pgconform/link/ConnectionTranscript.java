package pgconform.link;

import java.util.List;
import java.util.Optional;
import pgconform.wire.Bytes;
import pgconform.wire.Side;

/**
 * The part of a {@link Transcript} that belongs to one connection. A connection that outlives an
 * exchange is continued in the transcript of another one.
 */
final class ConnectionTranscript {
  private final Side peer;
  private volatile Transcript transcript;
  private volatile String name;

  /**
   * Creates the part of a connection.
   *
   * @param name the name of the connection in the scenario
   * @param peer the side that is not pgconform
   */
  ConnectionTranscript(Transcript transcript, String name, Side peer) {
    this.transcript = transcript;
    this.name = name;
    this.peer = peer;
  }

  String name() {
    return name;
  }

  Side peer() {
    return peer;
  }

  /** Continues in the transcript of another exchange. */
  void goOnIn(Transcript other) {
    transcript = other;
  }

  /** Renames the connection, also in what is written already. */
  void rename(String other) {
    transcript.rename(name, other);
    name = other;
  }

  /** Records something that is not a message. */
  void note(TransportNote note) {
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
