package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The server does not support the requested minor version, or some of the requested protocol
 * options. Type 'v', Int32 newest version that it supports, Int32 count and that many names of
 * options that it does not recognize.
 *
 * @param version the Int32 as sent: in PostgreSQL it contains the whole version, not only the minor
 *     number
 * @param options the names of the unknown options
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-NEGOTIATEPROTOCOLVERSION">Message
 *     Formats</a>
 */
public record NegotiateProtocolVersion(int version, List<String> options)
    implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'v';

  /** Copies the lists. */
  public NegotiateProtocolVersion {
    options = List.copyOf(options);
  }

  static NegotiateProtocolVersion decode(Reader in) {
    int version = in.version("newest version");
    int count = in.int32("count of options");
    if (count < 0) {
      in.fail("a count of " + count + " options");
    }
    List<String> options = new ArrayList<>();
    for (int left = count; left > 0 && in.roomFor(options); left--) {
      options.add(in.string("option"));
    }
    return new NegotiateProtocolVersion(version, options);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(version);
    out.writeInt(options.size());
    options.forEach(option -> Writer.string(out, option));
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this)
        .item("version", String.format("0x%08x", version))
        .texts("options", options)
        .toString();
  }
}
