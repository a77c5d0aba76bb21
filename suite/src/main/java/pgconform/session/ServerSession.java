package pgconform.session;

import java.util.List;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.StartupMessage;

/**
 * A session on the side of a well-behaved server. It has been started and is ready for queries.
 *
 * @param link the link on which the session runs
 * @param startup the StartupMessage of the client
 * @param version the negotiated protocol version
 * @param keyData the key for canceling, if one was sent
 */
public record ServerSession(
    Link link, StartupMessage startup, ProtocolVersion version, Optional<BackendKeyData> keyData) {

  /**
   * Receives a client: answers requests for encryption, negotiates the version, authenticates and
   * sends all up to the first ReadyForQuery.
   */
  public static IncomingConnection receive(Link link, ServerSettings settings, Deadline deadline) {
    return new ServerStartUp(link, settings, deadline).receive();
  }

  /** Sends messages in one piece. */
  public void send(Deadline deadline, BackendMessage... messages) {
    send(link, deadline, messages);
  }

  static void send(Link link, Deadline deadline, BackendMessage... messages) {
    Bytes octets = Bytes.EMPTY;
    for (BackendMessage message : messages) {
      octets = octets.plus(message.encode());
    }
    link.send(octets, List.of(messages), deadline);
  }
}
