package pgconform.selftest;

import java.util.List;
import java.util.function.Consumer;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.ErrorResponse;

/** Faults of the ways to encryption. */
final class EncryptionFaults {
  private static final String AREA = "encryption";

  private EncryptionFaults() {}

  private static Fault of(String name, String says, Consumer<Rules> change) {
    return Fault.of(name, AREA, says, change);
  }

  /** Something else is done with an SSLRequest outside of TLS. */
  private static Fault ssl(String name, String says, Rules.On<Boolean> action) {
    return of(
        name,
        says,
        rules ->
            rules.encryption =
                (relay, ssl, octets) -> {
                  if (ssl && !relay.encrypted()) {
                    action.take(relay, true, octets);
                  } else {
                    relay.ask(octets);
                  }
                });
  }

  /** Something else is done with a GSSENCRequest. */
  private static Fault gss(String name, String says, Rules.On<Boolean> action) {
    return of(
        name,
        says,
        rules ->
            rules.encryption =
                (relay, ssl, octets) -> {
                  if (ssl) {
                    relay.ask(octets);
                  } else {
                    action.take(relay, false, octets);
                  }
                });
  }

  private static Bytes letters(String text) {
    return Bytes.ofText(text);
  }

  private static Bytes error() {
    return Say.error("FATAL", "0A000", "unsupported frontend protocol").encode();
  }

  static List<Fault> all() {
    return List.of(
        ssl("ssl-refused", "TLS is refused.", (relay, ssl, octets) -> relay.toClient(letters("N"))),
        ssl(
            "ssl-answer-unknown",
            "An SSLRequest is answered by another letter.",
            (relay, ssl, octets) -> relay.toClient(letters("X"))),
        ssl(
            "ssl-answer-error",
            "An SSLRequest is answered by an error.",
            (relay, ssl, octets) -> {
              relay.toClient(error());
              relay.end();
            }),
        ssl(
            "ssl-closed",
            "An SSLRequest ends the connection.",
            (relay, ssl, octets) -> relay.end()),
        of(
            "ssl-answer-twice",
            "An SSLRequest is answered twice.",
            rules ->
                rules.answer =
                    (relay, letter, octets) -> {
                      if (letter == 'S') {
                        relay.toClient(octets);
                      }
                      relay.answered(letter, octets);
                    }),
        ssl(
            "ssl-granted-not-begun",
            "TLS is granted, and what follows is taken for plaintext.",
            (relay, ssl, octets) -> relay.toClient(letters("S"))),
        of(
            "ssl-stuffed-octets-used",
            "What came in clear behind an SSLRequest is taken for what came inside of TLS.",
            rules -> rules.stuffing = true),
        of(
            "ssl-refused-after-gss",
            "TLS is refused to who has asked for GSSAPI encryption before.",
            rules ->
                rules.encryption =
                    (relay, ssl, octets) -> {
                      if (ssl && relay.gss) {
                        relay.toClient(letters("N"));
                      } else {
                        relay.ask(octets);
                      }
                    }),
        of(
            "ssl-inside-tls-refused-by-letter",
            "Inside of TLS an SSLRequest is answered by N.",
            rules ->
                rules.encryption =
                    (relay, ssl, octets) -> {
                      if (relay.encrypted()) {
                        relay.toClient(letters("N"));
                      } else {
                        relay.ask(octets);
                      }
                    }),
        of(
            "ssl-inside-tls-granted",
            "Inside of TLS an SSLRequest is answered by S.",
            rules ->
                rules.encryption =
                    (relay, ssl, octets) -> {
                      if (ssl && relay.encrypted()) {
                        relay.toClient(letters("S"));
                      } else {
                        relay.ask(octets);
                      }
                    }),
        of(
            "gss-inside-direct-tls-closed",
            "A GSSENCRequest inside of direct TLS ends the connection.",
            rules ->
                rules.encryption =
                    (relay, ssl, octets) -> {
                      if (!ssl && relay.direct()) {
                        relay.end();
                      } else {
                        relay.ask(octets);
                      }
                    }),
        gss(
            "gss-granted",
            "A GSSENCRequest is answered by G, and nothing follows.",
            (relay, ssl, octets) -> relay.toClient(letters("G"))),
        gss(
            "gss-taken-for-a-version",
            "A GSSENCRequest is answered by an error.",
            (relay, ssl, octets) -> {
              relay.toClient(error());
              relay.end();
            }),
        gss(
            "gss-closed",
            "A GSSENCRequest ends the connection.",
            (relay, ssl, octets) -> relay.end()),
        gss("gss-unanswered", "A GSSENCRequest is not answered.", (relay, ssl, octets) -> {}),
        gss(
            "gss-answer-twice",
            "A GSSENCRequest is answered twice.",
            (relay, ssl, octets) -> relay.toClient(letters("NN"))),
        gss(
            "gss-stuffed-octets-used",
            "What came behind a GSSENCRequest, before it was answered, is taken for the start-up.",
            (relay, ssl, octets) -> relay.toClient(letters("N"))),
        gss(
            "gss-refused-and-closed",
            "A GSSENCRequest is refused, and the connection ends.",
            (relay, ssl, octets) -> {
              relay.toClient(letters("N"));
              relay.end();
            }),
        of(
            "alpn-ignored",
            "Whatever protocols a client offers by ALPN, the server takes none.",
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
            "direct-tls-closed",
            "TLS from the first octet ends the connection.",
            rules -> rules.directTls = false),
        of(
            "close-notify-missing",
            "Connections over TLS end without a close_notify.",
            rules ->
                rules.serverEnded =
                    (relay, ending) ->
                        relay.serverEnded(
                            ending == End.Ending.CLOSE_NOTIFY ? End.Ending.FIN : ending)),
        of(
            "tls-without-key",
            "Over TLS no session is given a key.",
            rules ->
                rules.changing(
                    BackendKeyData.class,
                    (relay, key) -> relay.encrypted() ? List.of() : List.of(key))),
        of(
            "tls-errors-without-code",
            "Over TLS errors come without SQLSTATE.",
            rules ->
                rules.changing(
                    ErrorResponse.class,
                    (relay, error) ->
                        List.of(relay.encrypted() ? Say.without(error, "C") : error))),
        Fault.slow(
            "tls-awaited-for-ever",
            AREA,
            "Who was granted TLS and does not begin is never dropped.",
            rules ->
                rules.serverEnded =
                    (relay, ending) -> {
                      if (relay.encrypted() && relay.state.startup == null) {
                        relay.endServer();
                      } else {
                        relay.serverEnded(ending);
                      }
                    }));
  }
}
