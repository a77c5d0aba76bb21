package pgconform.link;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import pgconform.wire.Bytes;

/** Sends the bytes of a link: decides the segments, their pace and their order. */
final class Sender {
  /** The number of segments in a row after which the sender waits for the network. */
  private static final int SEGMENTS_IN_FLIGHT = 8;

  /** The minimum time that the network needs to keep two segments apart. */
  private static final Duration APART = Duration.ofMillis(1);

  private final Poller poller;
  private final ConnectionTranscript transcript;
  private final ReceiveQueue inbox;
  private final NonBlockingSocket socket;
  private final EncryptionState protection;
  // TLS records must be sent in the order in which they were made.
  private final ReentrantLock sending = new ReentrantLock();

  Sender(
      Poller poller,
      ConnectionTranscript transcript,
      ReceiveQueue inbox,
      NonBlockingSocket socket,
      EncryptionState protection) {
    this.poller = poller;
    this.transcript = transcript;
    this.inbox = inbox;
    this.socket = socket;
    this.protection = protection;
  }

  /** Sends segments one after the other; see {@link Link#send(List, List, Duration, Deadline)}. */
  void send(List<Bytes> segments, List<?> what, Duration gap, Deadline deadline) {
    sending.lock();
    try {
      List<?> items = what;
      for (int i = 0; i < segments.size(); i++) {
        if (i > 0 && !gap.isZero()) {
          poller.pause(Math.min(gap.toNanos(), Math.max(0, deadline.nanosLeft())));
        } else if (i > 0 && i % SEGMENTS_IN_FLIGHT == 0) {
          // The initial congestion window holds ten segments; those that queue behind it are
          // merged.
          poller.pause(APART.toNanos());
        }
        if (i > 0 && deadline.passed()) {
          transcript.note(new TransportNote.SegmentsNotSent(segments.size() - i));
          return;
        }
        Bytes segment = segments.get(i);
        List<?> begun = items;
        items = List.of();
        write(poller.locked(() -> leaving(segment, begun)), deadline);
      }
    } finally {
      sending.unlock();
    }
  }

  /** Sends pieces as they are made, each in a separate segment. */
  void send(Supplier<List<Bytes>> made, Deadline deadline) {
    sending.lock();
    try {
      List<Bytes> pieces = poller.locked(made);
      for (int i = 0; i < pieces.size(); i++) {
        if (i > 0) {
          // If the server answers a part of it, it must have received only that part.
          poller.pause(APART.toNanos());
        }
        write(pieces.get(i), deadline);
      }
    } finally {
      sending.unlock();
    }
  }

  private void write(Bytes onWire, Deadline deadline) {
    socket.write(ByteBuffer.wrap(onWire.toArray()), deadline);
  }

  /** Sends bytes after the waiting ones; see {@link Link#post}. */
  void post(Bytes octets, List<?> what) {
    poller.locked(
        () -> {
          Bytes onWire = leaving(octets, what);
          if (!onWire.isEmpty()) {
            socket.post(ByteBuffer.wrap(onWire.toArray()));
          }
        });
  }

  /** Returns the bytes to write to the wire for these bytes. */
  private Bytes leaving(Bytes octets, List<?> what) {
    transcript.sent(what, octets);
    inbox.sent(what);
    return protection.protect(octets);
  }
}
