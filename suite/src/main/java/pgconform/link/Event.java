package pgconform.link;

import pgconform.wire.HeapCost;
import pgconform.wire.Message;
import pgconform.wire.Text;

/**
 * Something that the other side did on a connection. Events are in the order in which they became
 * visible.
 */
public sealed interface Event {
  /** Returns when it was seen, in nanoseconds of {@link System#nanoTime()}. */
  long nanos();

  /**
   * A message of the other side, well-formed or not.
   *
   * @param pieces the number of pieces in which its octets arrived; over TLS, the number of records
   */
  record Received(long nanos, Message message, int pieces) implements Event {
    private static final long LARGE = 16 * 1024;

    /**
     * Returns the same event to be kept and shown, with only the part of a large message that is
     * shown.
     */
    public Received toShow() {
      return HeapCost.of(message) <= LARGE
          ? this
          : new Received(nanos, HeapCost.beginning(message), pieces);
    }

    /** A message that arrived in one piece. */
    public Received(long nanos, Message message) {
      this(nanos, message, 1);
    }

    @Override
    public String toString() {
      return message.toString();
    }
  }

  /**
   * The other side ended the connection: with FIN or with RST, and over TLS with or without the
   * close_notify alert. A connection ends at most once, and nothing follows.
   */
  record Closed(long nanos, boolean reset, boolean closeNotify) implements Event {
    @Override
    public String toString() {
      return "Closed[" + (reset ? "RST" : "FIN") + (closeNotify ? ", close_notify" : "") + "]";
    }
  }

  /** The TLS handshake completed; {@code alpn} is empty when no protocol was selected. */
  record Encrypted(long nanos, String version, String alpn) implements Event {
    @Override
    public String toString() {
      return "Encrypted[" + version + (alpn.isEmpty() ? "" : ", alpn=" + alpn) + "]";
    }
  }

  /** The TLS handshake, or the TLS stream after it, broke; the connection may still be open. */
  record TlsFailed(long nanos, String reason) implements Event {
    @Override
    public String toString() {
      return "TlsFailed[" + Text.printable(reason) + "]";
    }
  }

  /** More data arrived than any scenario expects; the rest is not read. */
  record Flooded(long nanos, long bytes) implements Event {
    @Override
    public String toString() {
      return "Flooded[more than " + bytes + " bytes]";
    }
  }
}
