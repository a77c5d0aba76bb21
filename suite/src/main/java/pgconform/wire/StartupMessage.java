package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens a session. No type byte, Int32 version, names and values as strings, a zero byte after the
 * last one. The order of the parameters and repetitions are kept.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-STARTUPMESSAGE">Message
 *     Formats</a>
 */
public record StartupMessage(ProtocolVersion version, List<Parameter> parameters)
    implements FrontendMessage {
  /** Copies the lists. */
  public StartupMessage {
    parameters = List.copyOf(parameters);
  }

  static StartupMessage decode(Reader in) {
    ProtocolVersion version = ProtocolVersion.of(in.version("version"));
    List<Parameter> parameters = new ArrayList<>();
    while (in.another(parameters, "a string has no terminator")) {
      parameters.add(new Parameter(in.string("name"), in.string("value")));
    }
    return new StartupMessage(version, parameters);
  }

  @Override
  public int type() {
    return NO_TYPE;
  }

  @Override
  public void encodeBody(ByteBuf out) {
    out.writeInt(version.code());
    for (Parameter parameter : parameters) {
      Writer.string(out, parameter.name());
      Writer.string(out, parameter.value());
    }
    out.writeByte(0);
  }

  @Override
  public String toString() {
    return MessageFormatter.of(this)
        .item(version.toString())
        .each(parameters, Parameter::toString)
        .toString();
  }
}
