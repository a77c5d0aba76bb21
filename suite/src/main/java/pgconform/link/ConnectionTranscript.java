package pgconform.link;

import java.util.List;
import pgconform.wire.Bytes;

/**
 * The part of a {@link Transcript} that belongs to one connection.
 *
 * @param name what the scenario calls the connection
 */
record ConnectionTranscript(Transcript transcript, String name) {
  /** A remark on the connection itself. */
  void note(String remark) {
    transcript.note(name, remark);
  }

  /** What leaves now. */
  void sent(List<?> items, Bytes octets) {
    transcript.add(System.nanoTime(), name, Transcript.Side.SENT, items, octets);
  }

  /** What one read has brought. */
  void received(long nanoTime, List<?> items, Bytes octets) {
    transcript.add(nanoTime, name, Transcript.Side.RECEIVED, items, octets);
  }
}
