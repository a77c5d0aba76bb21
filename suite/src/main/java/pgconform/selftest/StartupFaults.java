package pgconform.selftest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import pgconform.wire.AuthenticationCleartextPassword;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Parameter;
import pgconform.wire.ParameterStatus;
import pgconform.wire.Query;
import pgconform.wire.StartupMessage;

/** Faults of the start-up: its parameters, authentication, and the reported parameters. */
final class StartupFaults {
  private static final String STARTUP = "startup";
  private static final String AUTHENTICATION = "authentication";
  private static final String PARAMETERS = "parameters";

  private StartupFaults() {}

  /** Returns a fault by which another StartupMessage reaches the server. */
  private static Fault starting(String name, String says, UnaryOperator<StartupMessage> other) {
    return Fault.of(
        name,
        STARTUP,
        says,
        rules ->
            rules.startup =
                (connection, message, octets) ->
                    connection.toServer(other.apply(message).encode()));
  }

  private static Fault ignoring(String name, String says, String parameter) {
    return starting(name, says, message -> MessageEdits.without(message, parameter::equals));
  }

  /** Returns a fault that changes errors before the session is ready. */
  private static Fault failing(
      String name, String area, String says, Rules.Change<ErrorResponse> change) {
    return Fault.of(
        name,
        area,
        says,
        rules ->
            rules.changing(
                ErrorResponse.class,
                (connection, error) ->
                    connection.state.status() == 0
                        ? change.of(connection, error)
                        : List.of(error)));
  }

  private static Fault reporting(String name, String says, Rules.Change<ParameterStatus> change) {
    return Fault.of(name, PARAMETERS, says, rules -> rules.changing(ParameterStatus.class, change));
  }

  static List<Fault> all() {
    return List.of(
        starting(
            "user-not-needed",
            "A session starts without a user name.",
            message ->
                MessageEdits.parameter(message, "user").isEmpty() && message.version().major() == 3
                    ? MessageEdits.with(
                        MessageEdits.without(message, "user"::equals),
                        list -> {
                          list.add(new Parameter("user", "pgconform"));
                          return list;
                        })
                    : message),
        starting(
            "database-not-after-user",
            "Without a database, the one named postgres is meant.",
            message ->
                MessageEdits.parameter(message, "database").isEmpty()
                    ? MessageEdits.with(
                        message,
                        list -> {
                          list.removeIf(p -> p.name().equals("database"));
                          list.add(new Parameter("database", "postgres"));
                          return list;
                        })
                    : message),
        Fault.of(
            "user-has-to-come-first",
            STARTUP,
            "A start-up in which the user name is not the first parameter is refused.",
            rules ->
                rules.startup =
                    (connection, message, octets) -> {
                      boolean first =
                          message.parameters().isEmpty()
                              || message.parameters().get(0).name().equals("user");
                      if (first) {
                        connection.toServer(octets);
                      } else {
                        connection.toClient(
                            ErrorResponse.of("FATAL", "08P01", "no user name").encode());
                        connection.end();
                      }
                    }),
        ignoring(
            "encoding-ignored", "The encoding that is asked for is ignored.", "client_encoding"),
        ignoring(
            "application-name-ignored", "The application's name is ignored.", "application_name"),
        ignoring("options-ignored", "The parameter options is ignored.", "options"),
        ignoring("replication-ignored", "The parameter replication is ignored.", "replication"),
        starting(
            "false-replication-is-replication",
            "The parameter replication requests replication whatever its value.",
            message ->
                MessageEdits.with(
                    message,
                    list -> {
                      list.replaceAll(
                          p -> p.name().equals("replication") ? new Parameter(p.name(), "on") : p);
                      return list;
                    })),
        starting(
            "unknown-parameters-ignored",
            "Parameters that the server does not know are ignored.",
            message ->
                MessageEdits.without(
                    message, n -> n.contains("pgconform") || n.startsWith("no_such"))),
        Fault.of(
            "prepared-statements-left-behind",
            STARTUP,
            "A new session has the prepared statements of those before it.",
            StartupFaults::preparedBefore),
        Fault.of(
            "settings-left-behind",
            STARTUP,
            "A new session has the schema search path that an earlier one has set.",
            StartupFaults::setBefore),
        failing(
            "start-up-errors-of-one-code",
            STARTUP,
            "All start-up errors have SQLSTATE 28000.",
            (connection, error) -> List.of(MessageEdits.with(error, "C", "28000"))),
        failing(
            "start-up-errors-silent",
            STARTUP,
            "A start-up that fails ends without an error.",
            (connection, error) -> List.of()),
        failing(
            "start-up-errors-not-fatal",
            AUTHENTICATION,
            "An error during start-up says ERROR.",
            (connection, error) -> List.of(MessageEdits.with(error, "SV", "ERROR"))),
        Fault.of(
            "open-after-start-up-error",
            AUTHENTICATION,
            "An error during start-up leaves the connection open.",
            rules ->
                rules.serverEnded =
                    (connection, ending) -> {
                      if (connection.state.startup != null && connection.state.status() == 0) {
                        connection.endServer();
                      } else {
                        connection.serverEnded(ending);
                      }
                    }),
        Fault.of(
            "authentication-ok-missing",
            AUTHENTICATION,
            "A session starts without AuthenticationOk.",
            rules -> rules.changing(AuthenticationOk.class, (connection, message) -> List.of())),
        Fault.of(
            "trusted-login-challenged",
            AUTHENTICATION,
            "A role with trust authentication is asked for a password.",
            rules ->
                rules.changing(
                    AuthenticationOk.class,
                    (connection, ok) -> List.of(new AuthenticationCleartextPassword(), ok))),
        Fault.of(
            "tls-only-login-in-plaintext",
            AUTHENTICATION,
            "A role that requires TLS can log in without it.",
            StartupFaults::tlsNotNeeded),
        Fault.of(
            "tls-not-enforced",
            "security",
            "A role that requires encryption can log in without it.",
            StartupFaults::tlsNotNeeded),
        Fault.of(
            "key-before-authentication",
            "security",
            "A key is given before authentication.",
            rules ->
                rules.startup =
                    (connection, message, octets) -> {
                      connection.toClient(new BackendKeyData(1, Bytes.of(new byte[4])).encode());
                      connection.toServer(octets);
                    }),
        reporting(
            "version-not-reported",
            "The server's version is not reported.",
            (connection, status) ->
                status.name().equals("server_version") ? List.of() : List.of(status)),
        reporting(
            "search-path-not-reported",
            "The schema search path is not reported.",
            (connection, status) ->
                status.name().equals("search_path") ? List.of() : List.of(status)),
        reporting(
            "parameters-reported-twice",
            "Each parameter is reported twice.",
            (connection, status) -> List.of(status, status)),
        reporting(
            "changes-not-reported",
            "A change of a parameter is not reported.",
            (connection, status) -> connection.state.status() == 0 ? List.of(status) : List.of()),
        reporting(
            "parameters-constant",
            "IntervalStyle is reported as postgres, whatever it is.",
            (connection, status) ->
                List.of(
                    status.name().equals("IntervalStyle")
                        ? new ParameterStatus("IntervalStyle", "postgres")
                        : status)),
        Fault.of(
            "parameters-behind-the-key",
            PARAMETERS,
            "A parameter is reported after BackendKeyData.",
            rules ->
                rules.changing(
                    BackendKeyData.class,
                    (connection, key) ->
                        List.of(key, new ParameterStatus("pgconform.late", "1")))));
  }

  private static void preparedBefore(Rules rules) {
    Set<String> before = new HashSet<>();
    rules.taking(
        Query.class,
        (connection, query, octets) -> {
          if (query.query().startsWith("prepare ") && !before.add(query.query())) {
            connection.answer(ErrorResponse.of("ERROR", "42P05", "the statement exists already"));
          } else {
            connection.toServer(octets);
          }
        });
  }

  private static void setBefore(Rules rules) {
    String set = "set search_path to ";
    List<String> before = new ArrayList<>();
    rules.taking(
        Query.class,
        (connection, query, octets) -> {
          if (query.query().startsWith(set)) {
            before.add(query.query().substring(set.length()));
          }
          connection.toServer(octets);
        });
    rules.startup =
        (connection, message, octets) ->
            connection.toServer(
                MessageEdits.with(
                        message,
                        list -> {
                          before.forEach(path -> list.add(new Parameter("search_path", path)));
                          return list;
                        })
                    .encode());
  }

  private static void tlsNotNeeded(Rules rules) {
    rules.startup = StartupFaults::letIn;
  }

  private static void letIn(ProxiedConnection connection, StartupMessage message, Bytes octets) {
    boolean needs = connection.state.user().equals("pgconform_hostssl") && !connection.encrypted();
    connection.toServer(
        needs
            ? MessageEdits.with(
                    message,
                    list -> {
                      list.replaceAll(
                          p -> p.name().equals("user") ? new Parameter("user", "pgconform") : p);
                      return list;
                    })
                .encode()
            : octets);
  }
}
