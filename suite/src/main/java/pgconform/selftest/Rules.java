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
 * What a {@link Proxy} does with what comes. As made here, it passes everything on as it is; a
 * fault changes one of the fields.
 */
final class Rules {
  /** What is done with one message, which {@code octets} are. */
  interface On<M> {
    /** Does it. */
    void take(ProxiedConnection connection, M message, Bytes octets);
  }

  /** What is done when one side has ended. */
  interface OnEnd {
    /** Does it. */
    void take(ProxiedConnection connection, Event.Closed how);
  }

  /** What a message of the server's becomes. */
  interface Change<M> {
    /** The messages that come in its place; possibly none. */
    List<? extends Message> of(ProxiedConnection connection, M message);
  }

  /** What rare faults are drawn with; null counts their occasions and breaks nothing. */
  private final Random random;

  /** How likely it was that rare faults did not show on any occasion. */
  private double unseen = 1;

  Rules(Random random) {
    this.random = random;
  }

  /**
   * Whether a rare fault happens now; to be asked only where a scenario would notice.
   *
   * @param chance of it, from 0 to 1
   */
  boolean happens(double chance) {
    occasion(chance);
    return drawn(chance);
  }

  /**
   * Whether a rare fault happens now, where only what follows shows whether a scenario would
   * notice; then {@link #occasion} is told.
   *
   * @param chance of it, from 0 to 1
   */
  boolean drawn(double chance) {
    return random != null && random.nextDouble() < chance;
  }

  /**
   * A scenario would have noticed a rare fault.
   *
   * @param chance that it happened, from 0 to 1
   */
  void occasion(double chance) {
    unseen *= 1 - chance;
  }

  /** How likely it was that rare faults would show at least once so far; 0 if there are none. */
  double odds() {
    return 1 - unseen;
  }

  /** A client has connected. */
  Consumer<ProxiedConnection> opened = connection -> {};

  /** An SSLRequest ({@code true}) or a GSSENCRequest. */
  On<Boolean> encryption = (connection, ssl, octets) -> connection.encryption.ask(octets);

  /** The server's answer to it. */
  On<Character> answer =
      (connection, letter, octets) -> connection.encryption.answered(letter, octets);

  /** A StartupMessage. */
  On<StartupMessage> startup = (connection, message, octets) -> connection.toServer(octets);

  /** A CancelRequest; behind it nothing is told from anything else. */
  On<CancelRequest> cancel = ProxiedConnection::cancel;

  /** What comes behind a CancelRequest. */
  On<Void> behindCancel = (connection, none, octets) -> connection.toServer(octets);

  /** What begins like no packet that can be a first one, or is none when it is complete. */
  On<Void> noPacket = (connection, none, octets) -> connection.toServer(octets);

  /** What begins like no message of a session. */
  On<Void> noRequest = (connection, none, octets) -> connection.toServer(octets);

  /** A message with a type byte from the client. */
  On<FrontendMessage> request = (connection, message, octets) -> connection.toServer(octets);

  /** A message from the server. */
  On<BackendMessage> reply = (connection, message, octets) -> connection.toClient(octets);

  /** The client has ended its side. */
  OnEnd clientEnded = ProxiedConnection::clientEnded;

  /** The server has ended its side. */
  OnEnd serverEnded = ProxiedConnection::serverEnded;

  /** What is agreed to by ALPN; nothing to look at no offer. */
  List<String> alpn = List.of(TlsSettings.ALPN);

  /** The server names that a client may send, if not all. */
  Optional<String> serverNames = Optional.empty();

  /** Whether a ClientHello has to come in one piece. */
  boolean wholeHello;

  /** Whether TLS from the first octet is closed without ALPN. */
  boolean alpnRequired = true;

  /** Whether TLS after an SSLRequest is closed without ALPN. */
  boolean alpnRequiredAfterRequest;

  /** Whether TLS may begin with the first octet. */
  boolean directTls = true;

  /** Whether what came in clear behind an SSLRequest is taken for what came inside of TLS. */
  boolean stuffing;

  /**
   * Whether nothing is changed but what becomes of a CancelRequest and of what comes behind it.
   *
   * <p>An expression above that captures nothing is the same object each time. Where a Java machine
   * keeps it otherwise, the answer is no, and nobody is misled by it.
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

  /** Whether this begin of a ClientHello is not all of it, and has to be. */
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

  /** Does something else with messages of one kind from the client. */
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
