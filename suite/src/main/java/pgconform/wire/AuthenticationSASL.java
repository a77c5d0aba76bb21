package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The server requests SASL authentication and names the mechanisms that it supports, in order of
 * preference. Type 'R', Int32 10, the names as strings, an empty string after the last one.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-AUTHENTICATIONSASL">Message
 *     Formats</a>
 */
public record AuthenticationSASL(List<String> mechanisms) implements BackendMessage {
  /** The Int32 that distinguishes this request from the others of its type. */
  public static final int CODE = 10;

  /** Copies the list. */
  public AuthenticationSASL {
    mechanisms = List.copyOf(mechanisms);
  }

  static AuthenticationSASL decode(Reader in) {
    in.int32("code");
    List<String> mechanisms = new ArrayList<>();
    while (in.another(mechanisms, "a string has no terminator")) {
      mechanisms.add(in.string("mechanism"));
    }
    return new AuthenticationSASL(mechanisms);
  }

  @Override
  public int type() {
    return Authentication.TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(CODE);
    mechanisms.forEach(mechanism -> Writer.string(out, mechanism));
    Writer.string(out, "");
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).texts("mechanisms", mechanisms).toString();
  }
}
