package pgconform.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import pgconform.link.Transcript;
import pgconform.link.TransportNote;
import pgconform.wire.Bytes;
import pgconform.wire.Side;

/**
 * Writes an exchange as a capture file for Wireshark. Each connection is one TCP stream to port
 * 5432, from which Wireshark recognizes the protocol. Data that TLS protects are in a second
 * stream, in plaintext, because a dissector that has seen SSLRequest treats the rest of the same
 * stream as TLS. Secrets are replaced by asterisks.
 *
 * <p>Everything is in the order and at the time in which pgconform saw it, and each side ends a
 * stream as it did: with FIN, with RST, or not at all. Only what TCP itself needs in addition is
 * invented, such as the packets that begin a stream.
 */
final class Pcap {
  private static final int SERVER_PORT = 5432;
  private static final int FIRST_CLIENT_PORT = 50_001;

  private final List<Transcript.Entry> entries;
  private final List<Bytes> octets;
  private final PcapFile file;
  private final long startMicros;
  private final Map<String, Stream> streams = new HashMap<>();
  private final Set<String> encrypted = new HashSet<>();
  private final Set<String> accepted = new HashSet<>();
  private int nextPort = FIRST_CLIENT_PORT;

  private Pcap(Transcript transcript, OutputStream out) throws IOException {
    this.entries = transcript.entries();
    this.octets = Secrets.masked(entries);
    this.file = new PcapFile(out);
    long ago = System.nanoTime() - transcript.start();
    this.startMicros =
        TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis())
            - TimeUnit.NANOSECONDS.toMicros(ago);
  }

  /** Writes the file; leaves the stream open. */
  static void write(Transcript transcript, OutputStream out) throws IOException {
    new Pcap(transcript, out).write();
    out.flush();
  }

  private void write() throws IOException {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      order.add(i);
    }
    // Several threads write a transcript: an event that one of them saw first may come later there.
    order.sort(Comparator.comparingLong(i -> entries.get(i).nanos()));
    for (int i : order) {
      Transcript.Entry entry = entries.get(i);
      long micros = startMicros + TimeUnit.NANOSECONDS.toMicros(entry.nanos());
      if (entry.kind() == Transcript.Kind.NOTE) {
        note(i, micros);
      } else if (entry.kind().isData()) {
        Side sender = entry.sender().orElse(Side.BACKEND);
        stream(entry.connection(), micros).data(micros, sender, octets.get(i));
      }
    }
  }

  private void note(int index, long micros) throws IOException {
    Transcript.Entry entry = entries.get(index);
    Object note = entry.items().get(0);
    String connection = entry.connection();
    if (note instanceof TransportNote.Accepted) {
      accepted.add(connection);
      stream(connection, micros);
    } else if (note instanceof TransportNote.Connected) {
      stream(connection, micros);
    } else if (note instanceof TransportNote.Encrypted) {
      encrypted.add(connection);
    } else if (note instanceof TransportNote.EndedByPeer ended) {
      end(connection, micros, ended.peer(), ended.event().reset());
    } else if (note instanceof TransportNote.Ours ours) {
      Side side = accepted.contains(connection) ? Side.BACKEND : Side.FRONTEND;
      switch (ours) {
        case OUTPUT_CLOSED, CLOSED, CLOSED_AFTER_PEER, CLOSED_FOR_RESET ->
            end(connection, micros, side, false);
        case RESET -> {
          if (!closedInstead(index)) {
            end(connection, micros, side, true);
          }
        }
        // ALREADY_CLOSED, CLOSE_NOTIFY, NOT_SENT_WITHOUT_TLS: nothing happens in TCP.
        default -> {}
      }
    }
  }

  /** Returns whether a reset was a close, because this kind of socket cannot be reset. */
  private boolean closedInstead(int index) {
    String connection = entries.get(index).connection();
    return entries.subList(index + 1, entries.size()).stream()
        .filter(entry -> entry.connection().equals(connection))
        .findFirst()
        .filter(entry -> entry.items().contains(TransportNote.Ours.CLOSED_FOR_RESET))
        .isPresent();
  }

  /** Ends a connection, and with it the protected data on it. */
  private void end(String connection, long micros, Side side, boolean reset) throws IOException {
    for (String name : List.of(connection, inTls(connection))) {
      if (streams.containsKey(name)) {
        streams.get(name).end(micros, side, reset);
      }
    }
  }

  private static String inTls(String connection) {
    return connection + " in TLS";
  }

  private Stream stream(String connection, long micros) throws IOException {
    String name = encrypted.contains(connection) ? inTls(connection) : connection;
    Stream stream = streams.get(name);
    if (stream == null) {
      stream = new Stream(nextPort++);
      streams.put(name, stream);
      stream.begin(micros);
    }
    return stream;
  }

  /** A TCP stream between a client that connects and a server. */
  private final class Stream {
    private final PcapFile.End client;
    private final PcapFile.End server = new PcapFile.End(SERVER_PORT);
    private final Set<Side> ended = new HashSet<>();

    Stream(int port) {
      client = new PcapFile.End(port);
    }

    private PcapFile.End of(Side side) {
      return side == Side.FRONTEND ? client : server;
    }

    void begin(long micros) throws IOException {
      file.packet(micros, client, server, PcapFile.SYN, new byte[0]);
      file.packet(micros, server, client, PcapFile.SYN | PcapFile.ACK, new byte[0]);
      file.packet(micros, client, server, PcapFile.ACK, new byte[0]);
    }

    /** Adds octets that one side sent; data after its end were never sent. */
    void data(long micros, Side sender, Bytes all) throws IOException {
      for (int at = 0; at < all.size() && !ended.contains(sender); ) {
        int end = Math.min(all.size(), at + PcapFile.MOST_PAYLOAD);
        byte[] payload = all.slice(at, end).toArray();
        file.packet(micros, of(sender), of(sender.other()), PcapFile.PSH | PcapFile.ACK, payload);
        at = end;
      }
    }

    void end(long micros, Side side, boolean reset) throws IOException {
      if (ended.contains(side)) {
        return;
      }
      int flag = reset ? PcapFile.RST : PcapFile.FIN;
      file.packet(micros, of(side), of(side.other()), flag | PcapFile.ACK, new byte[0]);
      ended.add(side);
      if (reset) {
        ended.add(side.other());
      }
    }
  }
}
