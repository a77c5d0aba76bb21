package pgconform.link;

import java.util.List;
import pgconform.wire.Side;

/**
 * Something other than a message that happened on a connection. Its text is one line of a report.
 */
public sealed interface TransportNote {
  /** The connection was opened to a server. */
  record Connected(Address address) implements TransportNote {
    @Override
    public String toString() {
      return "connected to " + address;
    }
  }

  /** A client's connection was accepted. */
  record Accepted(Address address) implements TransportNote {
    @Override
    public String toString() {
      return "accepted a connection from " + address;
    }
  }

  /** The ClientHello of a TLS handshake was sent. */
  record ClientHello(List<String> alpn) implements TransportNote {
    @Override
    public String toString() {
      return "ClientHello" + (alpn.isEmpty() ? "" : " with ALPN " + String.join(", ", alpn));
    }
  }

  /** A TLS handshake is complete. */
  record Encrypted(Event.Encrypted event) implements TransportNote {
    @Override
    public String toString() {
      return event.toString();
    }
  }

  /** A TLS handshake, or the TLS stream after it, broke. */
  record TlsFailed(Event.TlsFailed event) implements TransportNote {
    @Override
    public String toString() {
      return event.toString();
    }
  }

  /** More data arrived than any scenario expects. */
  record Flooded(long limit) implements TransportNote {
    @Override
    public String toString() {
      return "more than %d bytes arrived; the rest was not read".formatted(limit);
    }
  }

  /** The connection ended within a message of which this number of octets had arrived. */
  record Incomplete(int octets) implements TransportNote {
    @Override
    public String toString() {
      return bytes(octets) + " of an incomplete message";
    }
  }

  /** The other side ended the connection. */
  record EndedByPeer(Side peer, Event.Closed event) implements TransportNote {
    @Override
    public String toString() {
      return "%s closed: %s".formatted(word(peer), event);
    }
  }

  /** Octets could not be sent because the other side had closed the connection. */
  record SendFailed(Side peer) implements TransportNote {
    @Override
    public String toString() {
      return "could not send: the %s had closed".formatted(word(peer));
    }
  }

  /** The network did not accept this number of octets by the deadline. */
  record OctetsNotSent(int octets) implements TransportNote {
    @Override
    public String toString() {
      return bytes(octets) + " could not be sent in time";
    }
  }

  /** The deadline passed before this number of segments were sent. */
  record SegmentsNotSent(int segments) implements TransportNote {
    @Override
    public String toString() {
      return "%d segments could not be sent in time".formatted(segments);
    }
  }

  /** An action of pgconform. */
  enum Ours implements TransportNote {
    /** Sent FIN. */
    OUTPUT_CLOSED("pgconform closes its side (FIN)"),
    /** Tried to send FIN on a connection that was closed. */
    ALREADY_CLOSED("already closed"),
    /** Sent the close_notify alert of TLS. */
    CLOSE_NOTIFY("we send close_notify"),
    /** Sent RST. */
    RESET("pgconform resets the connection (RST)"),
    /** Closed a socket that cannot be reset. */
    CLOSED_FOR_RESET("cannot reset this kind of socket, closing"),
    /** Closed the connection, which the other side had not ended. */
    CLOSED("we close the connection (FIN)"),
    /** Closed the connection, which the other side had ended. */
    CLOSED_AFTER_PEER("closed"),
    /** Did not send data because TLS, which should have protected it, was broken. */
    NOT_SENT_WITHOUT_TLS("not sent: TLS is broken");

    private final String words;

    Ours(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  private static String bytes(int count) {
    return count == 1 ? "1 byte" : count + " bytes";
  }

  private static String word(Side side) {
    return side == Side.BACKEND ? "server" : "client";
  }
}
