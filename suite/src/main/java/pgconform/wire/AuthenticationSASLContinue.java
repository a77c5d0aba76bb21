package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;

/**
 * A challenge of the SASL mechanism. Type 'R', Int32 11, the challenge up to the end.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-AUTHENTICATIONSASLCONTINUE">Message
 *     Formats</a>
 */
public record AuthenticationSASLContinue(Bytes data) implements BackendMessage {
  /** The Int32 that distinguishes this request from the others of its type. */
  public static final int CODE = 11;

  /**
   * Returns an attribute of SCRAM, such as {@code i}, the iteration count; empty if it is missing.
   */
  public Optional<String> attribute(char name) {
    return Arrays.stream(data.text().split(",", -1))
        .filter(attribute -> attribute.startsWith(name + "="))
        .map(attribute -> attribute.substring(2))
        .findFirst();
  }

  static AuthenticationSASLContinue decode(Reader in) {
    in.int32("code");
    return new AuthenticationSASLContinue(in.rest("data"));
  }

  @Override
  public int type() {
    return Authentication.TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(CODE);
    data.writeTo(out);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).secret(data.size()).toString();
  }
}
