package pgconform.selftest;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import pgconform.link.Event;
import pgconform.link.TlsSettings;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.FrontendMessage;
import pgconform.wire.Message;
import pgconform.wire.StartupMessage;

/**
 * What a {@link Proxy} does with the data that it receives. By default, it passes everything on
 * unchanged; a fault changes one of the fields.
 */
final class Rules {
  /** Handles one message, which consists of {@code octets}. */
  interface On<M> {
    /** Handles the message. */
    void take(ProxiedConnection connection, M message, Bytes octets);
  }

  /** Handles the end of one side. */
  interface OnEnd {
    /** Handles the end. */
    void take(ProxiedConnection connection, Event.Closed how);
  }

  /** Changes a message of the server. */
  interface Change<M> {
    /** Returns the messages that replace it; possibly none. */
    List<? extends Message> of(ProxiedConnection connection, M message);
  }

  /**
   * The source of random numbers for rare faults; null to count their occasions without breaking
   * anything.
   */
  private final Random random;

  /** The probability that rare faults did not show on any occasion. */
  private double unseen = 1;

  Rules(Random random) {
    this.random = random;
  }

  /**
   * Returns whether a rare fault happens now; to be called only when a scenario would notice.
   *
   * @param chance its probability, from 0 to 1
   */
  boolean happens(double chance) {
    occasion(chance);
    return drawn(chance);
  }

  /**
   * Returns whether a rare fault happens now. To be called if it becomes clear only later whether a
   * scenario would notice, when {@link #occasion} is called.
   *
   * @param chance its probability, from 0 to 1
   */
  boolean drawn(double chance) {
    return random != null && random.nextDouble() < chance;
  }

  /**
   * Notes that a scenario would have noticed a rare fault.
   *
   * @param chance the probability that it happened, from 0 to 1
   */
  void occasion(double chance) {
    unseen *= 1 - chance;
  }

  /**
   * Returns the probability that rare faults would have shown at least once so far; 0 if there are
   * none.
   */
  double odds() {
    return 1 - unseen;
  }

  /** Called when a client has connected. */
  Consumer<ProxiedConnection> opened = connection -> {};

  /** Called for an SSLRequest ({@code true}) or a GSSENCRequest. */
  On<Boolean> encryption = (connection, ssl, octets) -> connection.encryption.ask(octets);

  /** Called for the server's answer to it. */
  On<Character> answer =
      (connection, letter, octets) -> connection.encryption.answered(letter, octets);

  /** Called for a StartupMessage. */
  On<StartupMessage> startup = (connection, message, octets) -> connection.toServer(octets);

  /** Called for a CancelRequest; the data after it are not decoded. */
  On<CancelRequest> cancel = ProxiedConnection::cancel;

  /** Called for the data after a CancelRequest. */
  On<Void> behindCancel = (connection, none, octets) -> connection.toServer(octets);

  /** Called for data that cannot begin a first packet, or turn out not to be one. */
  On<Void> noPacket = (connection, none, octets) -> connection.toServer(octets);

  /** Called for data that cannot begin a message of a session. */
  On<Void> noRequest = (connection, none, octets) -> connection.toServer(octets);

  /** Called for a message with a type byte from the client. */
  On<FrontendMessage> request = (connection, message, octets) -> connection.toServer(octets);

  /** Called for a message from the server. */
  On<BackendMessage> reply = (connection, message, octets) -> connection.toClient(octets);

  /** Called when the client has ended its side. */
  OnEnd clientEnded = ProxiedConnection::clientEnded;

  /** Called when the server has ended its side. */
  OnEnd serverEnded = ProxiedConnection::serverEnded;

  /** The protocols that are selected by ALPN; if empty, offers are ignored. */
  List<String> alpn = List.of(TlsSettings.ALPN);

  /** The server names that a client may send, unless all are allowed. */
  Optional<String> serverNames = Optional.empty();

  /** Whether a ClientHello must come in one piece. */
  boolean wholeHello;

  /** Whether TLS from the first octet is closed without ALPN. */
  boolean alpnRequired = true;

  /** Whether TLS after an SSLRequest is closed without ALPN. */
  boolean alpnRequiredAfterRequest;

  /** Whether TLS may begin with the first octet. */
  boolean directTls = true;

  /** Whether plaintext after an SSLRequest is treated as if it had come inside TLS. */
  boolean stuffing;

  /**
   * Returns whether only the handling of a CancelRequest, and of the data after it, is changed.
   *
   * <p>A lambda expression above that captures nothing is the same object each time. In a Java
   * runtime that does otherwise, this method returns false, which does no harm.
   */
  boolean onlyCancels() {
    Rules faithful = new Rules(null);
    return opened == faithful.opened
        && encryption == faithful.encryption
        && answer == faithful.answer
        && startup == faithful.startup
        && noPacket == faithful.noPacket
        && noRequest == faithful.noRequest
        && request == faithful.request
        && reply == faithful.reply
        && clientEnded == faithful.clientEnded
        && serverEnded == faithful.serverEnded
        && alpn.equals(faithful.alpn)
        && serverNames.equals(faithful.serverNames)
        && wholeHello == faithful.wholeHello
        && alpnRequired == faithful.alpnRequired
        && alpnRequiredAfterRequest == faithful.alpnRequiredAfterRequest
        && directTls == faithful.directTls
        && stuffing == faithful.stuffing;
  }

  /** Returns whether these octets begin a ClientHello that is incomplete, but must be complete. */
  boolean refusesPieces(Bytes octets) {
    if (!wholeHello) {
      return false;
    } else if (octets.size() < 9) {
      return true;
    }
    int inRecord = octets.get(3) << 8 | octets.get(4);
    int message = octets.get(6) << 16 | octets.get(7) << 8 | octets.get(8);
    return inRecord < message + 4 || octets.size() < inRecord + 5;
  }

  /** Changes messages of one kind on their way to the client. */
  <M extends BackendMessage> void changing(Class<M> kind, Change<M> change) {
    On<BackendMessage> others = reply;
    reply =
        (connection, message, octets) -> {
          if (!kind.isInstance(message)) {
            others.take(connection, message, octets);
            return;
          }
          for (Message each : change.of(connection, kind.cast(message))) {
            connection.toClient(each.encode());
          }
        };
  }

  /** Handles messages of one kind from the client differently. */
  <M extends FrontendMessage> void taking(Class<M> kind, On<M> action) {
    On<FrontendMessage> others = request;
    request =
        (connection, message, octets) -> {
          if (kind.isInstance(message)) {
            action.take(connection, kind.cast(message), octets);
          } else {
            others.take(connection, message, octets);
          }
        };
  }
}
