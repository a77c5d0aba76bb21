package pgconform.selftest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.ErrorResponse;
import pgconform.wire.NegotiateProtocolVersion;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.StartupMessage;

/** Faults of the negotiation of versions and options. */
final class VersionFaults {
  private static final String AREA = "version";
  private static final String OPTION = "_pq_.";

  private VersionFaults() {}

  private static Fault of(String name, String says, Consumer<Rules> change) {
    return Fault.of(name, AREA, says, change);
  }

  private static Fault negotiating(
      String name, String says, Rules.Change<NegotiateProtocolVersion> change) {
    return of(name, says, rules -> rules.changing(NegotiateProtocolVersion.class, change));
  }

  private static Fault offering(String name, String says, int version) {
    return negotiating(
        name, says, (r, n) -> List.of(new NegotiateProtocolVersion(version, n.options())));
  }

  private static Fault naming(String name, String says, UnaryOperator<List<String>> options) {
    return negotiating(
        name,
        says,
        (r, n) ->
            List.of(
                new NegotiateProtocolVersion(
                    n.version(), options.apply(new ArrayList<>(n.options())))));
  }

  private static boolean hasOptions(StartupMessage message) {
    return message.parameters().stream().anyMatch(p -> p.name().startsWith(OPTION));
  }

  /** Starts a session other than the requested one. */
  private static void starting(ProxiedConnection connection, StartupMessage message) {
    connection.toServer(message.encode());
  }

  static List<Fault> all() {
    return List.of(
        negotiating(
            "negotiation-silent",
            "Unknown versions and options are ignored without NegotiateProtocolVersion.",
            (r, n) -> List.of()),
        negotiating(
            "negotiation-twice",
            "NegotiateProtocolVersion is sent twice.",
            (r, n) -> List.of(n, n)),
        negotiating(
            "negotiation-after-notice",
            "A NoticeResponse is sent before NegotiateProtocolVersion.",
            (r, n) -> List.of(MessageEdits.notice("00000", "negotiating"), n)),
        of(
            "negotiation-late",
            "NegotiateProtocolVersion is sent after AuthenticationOk.",
            VersionFaults::late),
        offering("version-minor-only", "The version offered is the minor number alone.", 2),
        offering(
            "version-3.0-offered",
            "Protocol 3.0 is offered although 3.2 is known.",
            ProtocolVersion.V3_0.code()),
        offering("version-3.7-offered", "A version that does not exist is offered.", 3 << 16 | 7),
        of(
            "negotiation-unasked",
            "A request for protocol 3.0 is answered with NegotiateProtocolVersion.",
            rules ->
                rules.startup =
                    (connection, message, octets) -> {
                      if (message.version().equals(ProtocolVersion.V3_0) && !hasOptions(message)) {
                        connection.toClient(negotiate(ProtocolVersion.V3_0).encode());
                      }
                      connection.toServer(octets);
                    }),
        of(
            "version-3.2-unknown",
            "A request for protocol 3.2 is silently served as 3.0.",
            rules ->
                rules.startup =
                    (connection, message, octets) -> {
                      boolean lower = message.version().equals(ProtocolVersion.V3_2);
                      starting(
                          connection,
                          lower ? MessageEdits.under(message, ProtocolVersion.V3_0) : message);
                    }),
        of(
            "version-3.2-negotiated-down",
            "A request for protocol 3.2 is negotiated down to 3.0.",
            rules ->
                rules.startup =
                    (connection, message, octets) -> {
                      boolean lower = message.version().equals(ProtocolVersion.V3_2);
                      if (lower && !hasOptions(message)) {
                        connection.toClient(negotiate(ProtocolVersion.V3_0).encode());
                      }
                      starting(
                          connection,
                          lower ? MessageEdits.under(message, ProtocolVersion.V3_0) : message);
                    }),
        of(
            "minor-refused",
            "A minor version that is too new is refused.",
            rules ->
                rules.startup =
                    (connection, message, octets) -> {
                      ProtocolVersion version = message.version();
                      if (version.major() == 3 && version.minor() > 2) {
                        refuse(connection);
                      } else {
                        connection.toServer(octets);
                      }
                    }),
        of(
            "grease-accepted",
            "Version 3.9999, which is reserved for tests, is silently accepted.",
            rules ->
                rules.startup =
                    (connection, message, octets) -> {
                      boolean grease = message.version().minor() == 9999;
                      StartupMessage plain =
                          MessageEdits.without(message, n -> n.startsWith(OPTION));
                      starting(
                          connection,
                          grease ? MessageEdits.under(plain, ProtocolVersion.V3_2) : message);
                    }),
        of(
            "major-accepted",
            "Any newer major version is served as if it were 3.0.",
            rules ->
                rules.startup =
                    (connection, message, octets) ->
                        starting(
                            connection,
                            message.version().major() > 3
                                ? MessageEdits.under(message, ProtocolVersion.V3_0)
                                : message)),
        of(
            "old-major-accepted",
            "The versions before 3 are served as if they were 3.0.",
            rules ->
                rules.startup =
                    (connection, message, octets) ->
                        starting(
                            connection,
                            message.version().major() < 3
                                ? MessageEdits.under(message, ProtocolVersion.V3_0)
                                : message)),
        naming("options-unnamed", "Options that are not known are not named.", n -> List.of()),
        naming(
            "options-first-only",
            "Of several options that are not known only the first one is named.",
            n -> n.subList(0, Math.min(1, n.size()))),
        naming(
            "options-reversed",
            "The options that are not known are named in another order.",
            n -> {
              Collections.reverse(n);
              return n;
            }),
        naming(
            "options-invented",
            "NegotiateProtocolVersion names an option that the client has not requested.",
            n -> {
              n.add(OPTION + "invented");
              return n;
            }),
        of(
            "options-refused",
            "An option that is not known ends the start-up.",
            rules ->
                rules.startup =
                    (connection, message, octets) -> {
                      if (hasOptions(message)) {
                        refuse(connection);
                      } else {
                        connection.toServer(octets);
                      }
                    }),
        of(
            "negotiation-malformed",
            "NegotiateProtocolVersion announces more names than it has.",
            VersionFaults::malformed),
        of(
            "negotiated-cannot-cancel",
            "Sessions with a negotiated version cannot be canceled.",
            rules -> {
              rules.changing(
                  NegotiateProtocolVersion.class,
                  (connection, message) -> {
                    connection.note = message;
                    return List.of(message);
                  });
              CancelEdits.dropping(rules, (cancel, victim) -> victim.note != null);
            }));
  }

  private static NegotiateProtocolVersion negotiate(ProtocolVersion version) {
    return new NegotiateProtocolVersion(version.code(), List.of());
  }

  private static void refuse(ProxiedConnection connection) {
    connection.toClient(
        ErrorResponse.of("FATAL", "0A000", "unsupported frontend protocol").encode());
    connection.end();
  }

  private static void malformed(Rules rules) {
    rules.reply =
        (connection, message, octets) ->
            connection.toClient(
                message instanceof NegotiateProtocolVersion
                    ? octets
                        .slice(0, 9)
                        .plus(MessageEdits.int32(1000))
                        .plus(octets.slice(13, octets.size()))
                    : octets);
  }

  private static void late(Rules rules) {
    rules.changing(
        NegotiateProtocolVersion.class,
        (connection, message) -> {
          connection.note = message;
          return List.of();
        });
    rules.changing(
        AuthenticationOk.class,
        (connection, message) ->
            connection.note instanceof BackendMessage later
                ? List.of(message, later)
                : List.of(message));
  }
}
