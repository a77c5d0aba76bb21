package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A query string was empty. Type 'I', no body.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-EMPTYQUERYRESPONSE">Message
 *     Formats</a>
 */
public record EmptyQueryResponse() implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'I';

  static EmptyQueryResponse decode(Reader in) {
    return new EmptyQueryResponse();
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    // Nothing follows the length word.
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this).toString();
  }
}
