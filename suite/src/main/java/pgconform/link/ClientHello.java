package pgconform.link;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Function;
import pgconform.wire.Bytes;

/**
 * The content of a ClientHello, and the segments in which it is sent.
 *
 * @param alpn the protocols that it offers by ALPN
 * @param recordSize the maximum number of bytes of the handshake in a TLS record; 0 for a single
 *     record
 * @param cut splits the data into segments, including a message that is sent before the ClientHello
 */
public record ClientHello(List<String> alpn, int recordSize, Function<Bytes, List<Bytes>> cut) {
  private static final int HEADER = 5;

  /** Copies the list. */
  public ClientHello {
    alpn = List.copyOf(alpn);
  }

  /** Sends one record in one segment. */
  public ClientHello(List<String> alpn) {
    this(alpn, 0, List::of);
  }

  /** Splits a TLS record into several, each with a part of the same handshake message. */
  Bytes inRecords(Bytes hello) {
    if (recordSize == 0 || hello.size() <= HEADER) {
      return hello;
    }
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int from = HEADER; from < hello.size(); from += recordSize) {
      int to = Math.min(hello.size(), from + recordSize);
      // The type and version are those of the original record.
      records.writeBytes(hello.slice(0, HEADER - 2).toArray());
      records.write((to - from) >>> 8);
      records.write(to - from);
      records.writeBytes(hello.slice(from, to).toArray());
    }
    return Bytes.of(records.toByteArray());
  }
}
