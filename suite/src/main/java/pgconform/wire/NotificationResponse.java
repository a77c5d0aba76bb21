package pgconform.wire;

import io.netty.buffer.ByteBuf;

/**
 * A notification on a channel that this session listens to. Type 'A', Int32 process ID of the
 * sender, channel and payload as strings.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-NOTIFICATIONRESPONSE">Message
 *     Formats</a>
 */
public record NotificationResponse(int processId, String channel, String payload)
    implements BackendMessage {
  /** The type byte. */
  public static final int TYPE = 'A';

  static NotificationResponse decode(Reader in) {
    return new NotificationResponse(
        in.int32("process ID"), in.string("channel"), in.string("payload"));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(processId);
    Writer.string(out, channel);
    Writer.string(out, payload);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this)
        .item("processId", processId)
        .item("channel", Text.quoted(channel))
        .item("payload", Text.quoted(payload))
        .toString();
  }
}
