package pgconform.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.ErrorResponse;

/** Faults of the negotiation of encryption. */
final class EncryptionFaults {
  private static final String AREA = "encryption";

  /** The encryption requests that a fault is about. */
  private interface Which {
    /**
     * Returns whether it is about an SSLRequest, or otherwise a GSSENCRequest, on this connection.
     */
    boolean test(ProxiedConnection connection, boolean ssl);
  }

  /** An SSLRequest outside of TLS. */
  private static final Which SSL = (connection, ssl) -> ssl && !connection.encrypted();

  /** A GSSENCRequest. */
  private static final Which GSS = (connection, ssl) -> !ssl;

  private EncryptionFaults() {}

  private static Fault of(String name, String says, Consumer<Rules> change) {
    return Fault.of(name, AREA, says, change);
  }

  /** Returns a fault that handles some encryption requests differently. */
  private static Fault asked(String name, String says, Which which, Rules.On<Boolean> action) {
    return of(
        name,
        says,
        rules ->
            rules.encryption =
                (connection, ssl, octets) -> {
                  if (which.test(connection, ssl)) {
                    action.take(connection, ssl, octets);
                  } else {
                    connection.encryption.ask(octets);
                  }
                });
  }

  private static Rules.On<Boolean> answer(String letters) {
    return (connection, ssl, octets) -> connection.toClient(Bytes.ofText(letters));
  }

  private static Rules.On<Boolean> answerByError() {
    return (connection, ssl, octets) -> {
      connection.toClient(
          ErrorResponse.of("FATAL", "0A000", "unsupported frontend protocol").encode());
      connection.end();
    };
  }

  private static Rules.On<Boolean> close() {
    return (connection, ssl, octets) -> connection.end();
  }

  static List<Fault> all() {
    List<Fault> faults = new ArrayList<>(requests());
    faults.addAll(tls());
    return faults;
  }

  private static List<Fault> requests() {
    return List.of(
        asked("ssl-refused", "TLS is refused.", SSL, answer("N")),
        asked(
            "ssl-answer-unknown", "An SSLRequest is answered by another letter.", SSL, answer("X")),
        asked("ssl-answer-error", "An SSLRequest is answered by an error.", SSL, answerByError()),
        asked("ssl-closed", "An SSLRequest ends the connection.", SSL, close()),
        of(
            "ssl-answer-twice",
            "An SSLRequest is answered twice.",
            rules ->
                rules.answer =
                    (connection, letter, octets) -> {
                      if (letter == 'S') {
                        connection.toClient(octets);
                      }
                      connection.encryption.answered(letter, octets);
                    }),
        asked(
            "ssl-granted-not-begun",
            "SSLRequest is answered with S, but the data that follows is processed as plaintext.",
            SSL,
            answer("S")),
        of(
            "ssl-stuffed-octets-used",
            "Plaintext after SSLRequest is processed as if it had arrived inside TLS.",
            rules -> rules.stuffing = true),
        asked(
            "ssl-refused-after-gss",
            "TLS is refused to who has asked for GSSAPI encryption before.",
            (connection, ssl) -> ssl && connection.gss,
            answer("N")),
        asked(
            "ssl-inside-tls-refused-by-letter",
            "Inside of TLS an SSLRequest is answered by N.",
            (connection, ssl) -> connection.encrypted(),
            answer("N")),
        asked(
            "ssl-inside-tls-granted",
            "Inside of TLS an SSLRequest is answered by S.",
            (connection, ssl) -> ssl && connection.encrypted(),
            answer("S")),
        asked(
            "gss-inside-direct-tls-closed",
            "A GSSENCRequest inside of direct TLS ends the connection.",
            (connection, ssl) -> !ssl && connection.direct(),
            close()),
        asked(
            "gss-granted",
            "A GSSENCRequest is answered by G, and nothing follows.",
            GSS,
            answer("G")),
        asked(
            "gss-taken-for-a-version",
            "A GSSENCRequest is answered by an error.",
            GSS,
            answerByError()),
        asked("gss-closed", "A GSSENCRequest ends the connection.", GSS, close()),
        asked(
            "gss-unanswered",
            "A GSSENCRequest is not answered.",
            GSS,
            (connection, ssl, octets) -> {}),
        asked("gss-answer-twice", "A GSSENCRequest is answered twice.", GSS, answer("NN")),
        asked(
            "gss-stuffed-octets-used",
            "Data that arrived after GSSENCRequest, before the answer, is processed as the startup"
                + " packet.",
            GSS,
            answer("N")),
        asked(
            "gss-refused-and-closed",
            "A GSSENCRequest is refused, and the connection ends.",
            GSS,
            (connection, ssl, octets) -> {
              connection.toClient(Bytes.ofText("N"));
              connection.end();
            }));
  }

  private static List<Fault> tls() {
    return List.of(
        of(
            "alpn-ignored",
            "The server selects no protocol by ALPN, whatever the client offers.",
            rules -> {
              rules.alpn = List.of();
              rules.alpnRequired = false;
            }),
        of(
            "alpn-required",
            "TLS after an SSLRequest is ended without ALPN.",
            rules -> rules.alpnRequiredAfterRequest = true),
        of(
            "direct-tls-without-alpn",
            "TLS from the first octet is accepted without ALPN.",
            rules -> rules.alpnRequired = false),
        of(
            "hello-in-one-piece",
            "A ClientHello must arrive in one segment and one TLS record.",
            rules -> rules.wholeHello = true),
        of(
            "server-name-has-to-be-known",
            "A client that sends another server name than localhost is refused.",
            rules -> rules.serverNames = Optional.of("localhost")),
        of(
            "direct-tls-closed",
            "TLS from the first octet ends the connection.",
            rules -> rules.directTls = false),
        of(
            "close-notify-missing",
            "Connections over TLS end without a close_notify.",
            rules ->
                rules.serverEnded =
                    (connection, ending) ->
                        connection.serverEnded(
                            ending.closeNotify() ? ProxiedConnection.FIN : ending)),
        of(
            "tls-without-key",
            "Over TLS no session is given a key.",
            rules ->
                rules.changing(
                    BackendKeyData.class,
                    (connection, key) -> connection.encrypted() ? List.of() : List.of(key))),
        of(
            "tls-errors-without-code",
            "Errors over TLS have no SQLSTATE.",
            rules ->
                rules.changing(
                    ErrorResponse.class,
                    (connection, error) ->
                        List.of(
                            connection.encrypted() ? MessageEdits.without(error, "C") : error))),
        Fault.slow(
            "tls-awaited-for-ever",
            AREA,
            "A client that starts no TLS handshake after S is never disconnected.",
            rules ->
                rules.serverEnded =
                    (connection, ending) -> {
                      if (connection.encrypted() && connection.state.startup == null) {
                        connection.endServer();
                      } else {
                        connection.serverEnded(ending);
                      }
                    }));
  }
}
