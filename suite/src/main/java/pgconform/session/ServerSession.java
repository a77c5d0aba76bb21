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
 * A session as a well-behaved server has it: started, and ready for queries.
 *
 * @param link the link that the session runs on
 * @param startup what the client asked for
 * @param version the version of the protocol that was agreed on
 * @param keyData the key for canceling, if one was given
 */
public record ServerSession(
    Link link, StartupMessage startup, ProtocolVersion version, Optional<BackendKeyData> keyData) {

  /**
   * Receives a client: answers requests for encryption, negotiates the version, authenticates and
   * sends all up to the first ReadyForQuery.
   */
  public static Arrival receive(Link link, ServerSettings settings, Deadline deadline) {
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
