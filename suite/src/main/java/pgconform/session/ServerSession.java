package pgconform.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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
  /** The time that keeps two segments apart on a loopback address. */
  private static final Duration APART = Duration.ofMillis(2);

  /**
   * Starts the session of a client: answers encryption requests, negotiates the version,
   * authenticates, and sends everything up to the first ReadyForQuery.
   */
  public static IncomingConnection receive(Link link, ServerSettings settings, Deadline deadline) {
    return new ServerStartUp(link, settings, deadline).receive();
  }

  /** Sends messages in one piece. */
  public void send(Deadline deadline, BackendMessage... messages) {
    send(link, deadline, messages);
  }

  static void send(Link link, Deadline deadline, BackendMessage... messages) {
    send(link, ServerSettings.Pieces.WHOLE, List.of(messages), deadline);
  }

  /** Sends messages split as {@code pieces} says. */
  public static void send(
      Link link, ServerSettings.Pieces pieces, List<BackendMessage> messages, Deadline deadline) {
    List<Bytes> all = new ArrayList<>();
    for (BackendMessage message : messages) {
      all.add(message.encode());
    }
    Bytes whole = all.stream().reduce(Bytes.EMPTY, Bytes::plus);
    List<Bytes> segments =
        switch (pieces) {
          case WHOLE -> List.of(whole);
          case MESSAGES -> all;
          case OCTETS ->
              IntStream.range(0, whole.size()).mapToObj(i -> whole.slice(i, i + 1)).toList();
        };
    Duration gap = pieces == ServerSettings.Pieces.MESSAGES ? APART : Duration.ZERO;
    if (!messages.isEmpty()) {
      link.send(segments, messages, gap, deadline);
    }
  }
}
