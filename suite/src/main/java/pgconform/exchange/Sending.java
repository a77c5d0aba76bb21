package pgconform.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.link.ClientHello;
import pgconform.link.TlsSettings;
import pgconform.property.Framing;
import pgconform.scenario.CloseStep;
import pgconform.scenario.Expression;
import pgconform.scenario.HandshakeStep;
import pgconform.scenario.SendStep;
import pgconform.wire.Bytes;
import pgconform.wire.FrontendMessage;
import pgconform.wire.StartupMessage;
import pgconform.wire.Terminate;

/**
 * Sends data on connections: messages and bytes, split into segments as required, a ClientHello, or
 * the end of the connection.
 */
final class Sending {
  private final CurrentServer server;
  private final CaseVariables scope;
  private final Payloads payloads;

  Sending(CurrentServer server, CaseVariables scope, Payloads payloads) {
    this.server = server;
    this.scope = scope;
    this.payloads = payloads;
  }

  void send(SendStep step) {
    Payloads.Ready ready = payloads.of(step.payload());
    Framing framing = framing(step.framing());
    for (Connection connection : scope.group(step.name())) {
      if (ready.asksForEncryption()) {
        connection.link.expectEncryptionResponse();
      }
      if (ready.asksForProtocolTwo()) {
        connection.link.expectProtocolTwo();
      }
      send(connection, framing, ready.octets(), ready.items());
    }
  }

  /** Sends the same message on several connections, one after the other. */
  void send(List<Connection> group, FrontendMessage message, Optional<Expression> cut) {
    Framing framing = framing(cut);
    for (Connection connection : group) {
      send(connection, framing, message.encode(), List.of(message));
    }
  }

  private void send(Connection connection, Framing framing, Bytes octets, List<?> items) {
    items.stream()
        .filter(StartupMessage.class::isInstance)
        .map(StartupMessage.class::cast)
        .forEach(connection::startsWith);
    connection.link.send(framing.segments(octets), items, Duration.ZERO, server.deadline());
    switch (framing.ending()) {
      case OPEN -> {}
      case HALF -> connection.link.closeOutput();
      case FIN -> connection.link.close();
      case RST -> connection.link.reset();
    }
  }

  private Framing framing(Optional<Expression> cut) {
    return cut.map(scope::value)
        .filter(Framing.class::isInstance)
        .map(Framing.class::cast)
        .orElse(Framing.WHOLE);
  }

  void handshake(HandshakeStep step) {
    Payloads.Ready request = payloads.of(step.behind());
    TlsSettings usual = server.connector().tls();
    TlsSettings tls =
        step.serverName()
            .map(name -> scope.text(name))
            .map(name -> usual.naming(name.equals(HandshakeStep.NO_NAME) ? "" : name))
            .orElse(usual);
    int recordSize = step.recordSize().map(size -> scope.number(size)).orElse(0L).intValue();
    ClientHello hello = new ClientHello(step.alpn(), recordSize, framing(step.framing())::segments);
    for (Connection connection : scope.group(step.name())) {
      connection.link.encrypt(tls, hello, request.octets(), request.items(), server.deadline());
    }
  }

  void close(CloseStep step) {
    for (Connection connection : scope.group(step.name())) {
      switch (step.by()) {
        case TERMINATE -> connection.send(new Terminate(), server.deadline());
        case FIN -> connection.link.close();
        case RST -> connection.link.reset();
        case HALF -> connection.link.closeOutput();
      }
    }
  }
}
