package pgconform.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import pgconform.wire.AuthenticationSASL;
import pgconform.wire.AuthenticationSASLContinue;
import pgconform.wire.AuthenticationSASLFinal;
import pgconform.wire.Bytes;
import pgconform.wire.ErrorResponse;

/** Faults of the authentication requests of a start-up. */
final class AuthenticationFaults {
  private static final String AREA = "authentication";
  private static final String PLUS = "SCRAM-SHA-256-PLUS";

  private AuthenticationFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
            "mechanisms-not-terminated",
            AREA,
            "The list of SASL mechanisms has no terminator.",
            AuthenticationFaults::notTerminated),
        offering(
            "binding-offered-without-tls",
            "SCRAM-SHA-256-PLUS is offered to clients without TLS, too.",
            list -> {
              list.remove(PLUS);
              list.add(0, PLUS);
              return list;
            }),
        Fault.of(
            "binding-refused",
            AREA,
            "SCRAM-SHA-256-PLUS is offered, and a login with it is refused.",
            rules ->
                rules.changing(
                    AuthenticationSASLFinal.class,
                    (connection, proof) ->
                        List.of(
                            connection.encrypted()
                                ? ErrorResponse.of("FATAL", "28P01", "the channel is another one")
                                : proof))),
        unknown(
            "unknown-role-other-iterations",
            "A role that does not exist is given another iteration count.",
            challenge -> challenge.replaceFirst(",i=.*", ",i=1024")),
        unknown(
            "unknown-role-other-salt",
            "A role that does not exist is given another salt each time.",
            challenge -> {
              String nonce =
                  challenge.substring(challenge.indexOf(',') - 10, challenge.indexOf(','));
              return challenge.replaceFirst(",s=.{8}", ",s=" + nonce.substring(1, 9));
            }),
        Fault.of(
            "unknown-role-refused-at-once",
            AREA,
            "A role that does not exist is not asked for a password.",
            rules ->
                rules.changing(
                    AuthenticationSASL.class,
                    (connection, request) ->
                        List.of(
                            isUnknown(connection)
                                ? ErrorResponse.of("FATAL", "28P01", "there is no such role")
                                : request))));
  }

  private static Fault offering(String name, String says, UnaryOperator<List<String>> change) {
    return Fault.of(
        name,
        AREA,
        says,
        rules ->
            rules.changing(
                AuthenticationSASL.class,
                (connection, request) ->
                    List.of(
                        new AuthenticationSASL(
                            change.apply(new ArrayList<>(request.mechanisms()))))));
  }

  private static Fault unknown(String name, String says, UnaryOperator<String> change) {
    return Fault.of(
        name,
        AREA,
        says,
        rules ->
            rules.changing(
                AuthenticationSASLContinue.class,
                (connection, challenge) ->
                    List.of(
                        isUnknown(connection)
                            ? new AuthenticationSASLContinue(
                                Bytes.ofText(change.apply(challenge.data().text())))
                            : challenge)));
  }

  private static boolean isUnknown(ProxiedConnection connection) {
    return connection.state.user().equals("pgconform_unknown");
  }

  private static void notTerminated(Rules rules) {
    var others = rules.reply;
    rules.reply =
        (connection, message, octets) -> {
          if (message instanceof AuthenticationSASL) {
            byte[] shorter = octets.slice(0, octets.size() - 1).toArray();
            shorter[4]--;
            connection.toClient(Bytes.of(shorter));
          } else {
            others.take(connection, message, octets);
          }
        };
  }
}
