package pgconform.link;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Function;
import pgconform.wire.Bytes;

/**
 * What a client offers when it begins a TLS handshake, and in which pieces that leaves.
 *
 * @param alpn the protocols that it offers by ALPN
 * @param recordSize the most octets of the handshake that a TLS record has; 0 for one record
 * @param cut the segments, of what may stand in front of the ClientHello as well
 */
public record ClientHello(List<String> alpn, int recordSize, Function<Bytes, List<Bytes>> cut) {
  private static final int HEADER = 5;

  /** Copies the list. */
  public ClientHello {
    alpn = List.copyOf(alpn);
  }

  /** One record in one segment. */
  public ClientHello(List<String> alpn) {
    this(alpn, 0, List::of);
  }

  /** Makes several TLS records of one, each with a part of the same handshake message. */
  Bytes inRecords(Bytes hello) {
    if (recordSize == 0 || hello.size() <= HEADER) {
      return hello;
    }
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int from = HEADER; from < hello.size(); from += recordSize) {
      int to = Math.min(hello.size(), from + recordSize);
      // Type and version as in the whole one.
      records.writeBytes(hello.slice(0, HEADER - 2).toArray());
      records.write((to - from) >>> 8);
      records.write(to - from);
      records.writeBytes(hello.slice(from, to).toArray());
    }
    return Bytes.of(records.toByteArray());
  }
}
