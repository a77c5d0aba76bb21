package pgconform.report;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.pcap.PcapWriteHandler;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import pgconform.link.Note;
import pgconform.link.Transcript;
import pgconform.wire.Bytes;
import pgconform.wire.Side;

/**
 * An exchange as a capture file, for Wireshark. Each connection is one TCP stream to port 5432, by
 * which Wireshark knows the protocol; what TLS protects is a second stream, in clear, since a
 * dissector that has seen SSLRequest takes what follows on the same stream for TLS. What is secret
 * is replaced by asterisks.
 */
final class Pcap {
  private static final int SERVER_PORT = 5432;
  private static final int FIRST_CLIENT_PORT = 50_001;

  private final Transcript transcript;
  private final Timed out;
  private final long startMicros;
  private final Map<String, EmbeddedChannel> streams = new HashMap<>();
  private final Set<String> encrypted = new HashSet<>();
  private int nextPort = FIRST_CLIENT_PORT;

  private Pcap(Transcript transcript, OutputStream out) {
    this.transcript = transcript;
    this.out = new Timed(out);
    long ago = System.nanoTime() - transcript.start();
    this.startMicros =
        TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis())
            - TimeUnit.NANOSECONDS.toMicros(ago);
  }

  /** Writes the file; leaves the stream open. */
  static void write(Transcript transcript, OutputStream out) throws IOException {
    new Pcap(transcript, out).write();
  }

  private void write() throws IOException {
    PcapWriteHandler.writeGlobalHeader(out);
    out.begin();
    List<Transcript.Entry> entries = transcript.entries();
    List<Bytes> octets = Secrets.masked(entries);
    for (int i = 0; i < entries.size(); i++) {
      Transcript.Entry entry = entries.get(i);
      out.micros = startMicros + TimeUnit.NANOSECONDS.toMicros(entry.nanos());
      if (entry.notes(Note.Encrypted.class)) {
        encrypted.add(entry.connection());
      }
      if (entry.kind() == Transcript.Kind.NOTE) {
        continue;
      }
      EmbeddedChannel stream = stream(entry.connection());
      ByteBuf segment = Unpooled.wrappedBuffer(octets.get(i).toArray());
      if (entry.sender().equals(Optional.of(Side.FRONTEND))) {
        stream.writeOutbound(segment);
        stream.releaseOutbound();
      } else {
        stream.writeInbound(segment);
        stream.releaseInbound();
      }
    }
    for (EmbeddedChannel stream : streams.values()) {
      stream.finishAndReleaseAll();
    }
    out.flush();
  }

  private EmbeddedChannel stream(String connection) {
    String name = connection + (encrypted.contains(connection) ? " in TLS" : "");
    return streams.computeIfAbsent(
        name,
        n -> {
          InetAddress loopback = InetAddress.getLoopbackAddress();
          return new EmbeddedChannel(
              PcapWriteHandler.builder()
                  .sharedOutputStream(true)
                  .forceTcpChannel(
                      new InetSocketAddress(loopback, SERVER_PORT),
                      new InetSocketAddress(loopback, nextPort++),
                      false)
                  .build(out));
        });
  }

  /** Netty stamps packets with the time of writing; this puts in when they crossed the wire. */
  private static final class Timed extends FilterOutputStream {
    private static final int HEAD = 16;
    private static final int MICROS = 1_000_000;

    private final ByteBuffer head = ByteBuffer.allocate(HEAD);
    private boolean packets;
    private int left;
    private long micros;

    Timed(OutputStream out) {
      super(out);
    }

    /** Says that packets follow. */
    void begin() {
      packets = true;
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      int at = offset;
      while (at < offset + length) {
        int whole = Math.min(packets ? left : length, offset + length - at);
        if (whole > 0) {
          out.write(octets, at, whole);
          left -= packets ? whole : 0;
          at += whole;
        } else {
          write(octets[at++]);
        }
      }
    }

    @Override
    public void write(int octet) throws IOException {
      if (!packets) {
        out.write(octet);
      } else if (left > 0) {
        out.write(octet);
        left--;
      } else {
        head.put((byte) octet);
        if (!head.hasRemaining()) {
          head.putInt(0, (int) (micros / MICROS)).putInt(4, (int) (micros % MICROS));
          out.write(head.array());
          left = head.getInt(8);
          head.clear();
        }
      }
    }
  }
}
