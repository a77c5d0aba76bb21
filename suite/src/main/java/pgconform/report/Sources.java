package pgconform.report;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Locates the sections that requirements name in PostgreSQL's documentation. */
public final class Sources {
  private static final String DOCUMENTATION = "https://www.postgresql.org/docs/current/";

  private static final String SECURITY = "https://www.postgresql.org/support/security/";

  private static final Map<String, String> PAGES = new HashMap<>();

  /** The messages that have their own entry in Message Formats. */
  private static final Set<String> MESSAGES =
      Set.of(
          "AuthenticationMD5Password",
          "AuthenticationSASL",
          "BackendKeyData",
          "Bind",
          "CancelRequest",
          "Close",
          "CommandComplete",
          "DataRow",
          "EmptyQueryResponse",
          "Flush",
          "GSSENCRequest",
          "NegotiateProtocolVersion",
          "NotificationResponse",
          "PortalSuspended",
          "ReadyForQuery",
          "SSLRequest",
          "StartupMessage",
          "Terminate");

  static {
    String flow = "protocol-flow.html#PROTOCOL-";
    PAGES.put("Message Flow", "protocol-flow.html");
    PAGES.put("Start-up", flow + "FLOW-START-UP");
    PAGES.put("Simple Query", flow + "FLOW-SIMPLE-QUERY");
    PAGES.put("Multiple Statements in a Simple Query", flow + "FLOW-MULTI-STATEMENT");
    PAGES.put("Extended Query", flow + "FLOW-EXT-QUERY");
    PAGES.put("Pipelining", flow + "FLOW-PIPELINING");
    PAGES.put("COPY Operations", flow + "COPY");
    PAGES.put("Asynchronous Operations", flow + "ASYNC");
    PAGES.put("Canceling Requests in Progress", flow + "FLOW-CANCELING-REQUESTS");
    PAGES.put("Termination", flow + "FLOW-TERMINATION");
    PAGES.put("SSL Session Encryption", flow + "FLOW-SSL");
    PAGES.put("GSSAPI Session Encryption", flow + "FLOW-GSSAPI");
    PAGES.put("SASL Authentication", "sasl-authentication.html");
    PAGES.put("SCRAM-SHA-256", "sasl-authentication.html#SASL-SCRAM-SHA-256");
    PAGES.put("Channel Binding", "sasl-authentication.html#SASL-SCRAM-SHA-256");
    PAGES.put("Client Authentication", "client-authentication.html");
    PAGES.put("Streaming Replication Protocol", "protocol-replication.html");
    PAGES.put("START_REPLICATION", "protocol-replication.html");
    PAGES.put("Message Data Types", "protocol-message-types.html");
    PAGES.put("Message Formats", "protocol-message-formats.html");
    PAGES.put("Error and Notice Message Fields", "protocol-error-fields.html");
    PAGES.put("Protocol Versions", "protocol-overview.html#PROTOCOL-VERSIONS");
    PAGES.put("Protocol 2.0", "protocol-changes.html");
    PAGES.put("Protocol Extensions", "protocol-overview.html#PROTOCOL-EXTENSIONS");
    PAGES.put("PostgreSQL Error Codes", "errcodes-appendix.html");
    PAGES.put("Client Authentication Problems", "client-authentication-problems.html");
    PAGES.put("Trust Authentication", "auth-trust.html");
    PAGES.put("The pg_hba.conf File", "auth-pg-hba-conf.html");
    PAGES.put("Shutting Down the Server", "server-shutdown.html");
    PAGES.put("Customized Options", "runtime-config-custom.html");
    PAGES.put("Setting Parameters", "config-setting.html");
    PAGES.put("Session Characteristics", "sql-set-transaction.html");
    PAGES.put("Explicit Locking", "explicit-locking.html");
    PAGES.put("Parallel Query", "parallel-query.html");
    PAGES.put("Synchronous Replication", "warm-standby.html#SYNCHRONOUS-REPLICATION");
    PAGES.put("Event Trigger on Login", "event-trigger-definition.html#EVENT-TRIGGER-LOGIN");
    PAGES.put("PL/pgSQL", "plpgsql.html");
    PAGES.put("Trapping Errors", "plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING");
    PAGES.put("libpq", "libpq.html");
    PAGES.put("PQcancel", "libpq-cancel.html#LIBPQ-PQCANCEL");
    PAGES.put("PQgetCancel", "libpq-cancel.html#LIBPQ-PQGETCANCEL");
    PAGES.put("PQcancelStart", "libpq-cancel.html#LIBPQ-PQCANCELSTART");
    PAGES.put("PQcancelPoll", "libpq-cancel.html#LIBPQ-PQCANCELSTART");
    String identifiers = "sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS";
    PAGES.put("Identifiers and Key Words", identifiers);
    PAGES.put("CREATE ROLE", "sql-createrole.html");
    PAGES.put("CREATE TABLE", "sql-createtable.html");
    PAGES.put("DECLARE", "sql-declare.html");
    PAGES.put("DISCARD", "sql-discard.html");
    PAGES.put("LISTEN", "sql-listen.html");
    PAGES.put("PREPARE", "sql-prepare.html");
    PAGES.put("SAVEPOINT", "sql-savepoint.html");
    PAGES.put("SET", "sql-set.html");
    PAGES.put("SHOW", "sql-show.html");
    PAGES.put("Advisory Lock Functions", "functions-admin.html#FUNCTIONS-ADVISORY-LOCKS");
    String signals = "functions-admin.html#FUNCTIONS-ADMIN-SIGNAL";
    PAGES.put("pg_cancel_backend", signals);
    PAGES.put("pg_terminate_backend", signals);
    PAGES.put("pg_backend_pid", "functions-info.html");
    PAGES.put("release notes of 14.7 and 15.2", "release.html");
    PAGES.put("release notes of 17.3", "release.html");
    PAGES.put("Statement Behavior", "runtime-config-client.html#RUNTIME-CONFIG-CLIENT-STATEMENT");
    setting("connection", "authentication_timeout");
    setting("connection", "client_connection_check_interval");
    setting("connection", "max_connections");
    setting("connection", "scram_iterations");
    setting("connection", "superuser_reserved_connections");
    setting("client", "lock_timeout");
    setting("client", "statement_timeout");
    setting("logging", "application_name");
    libpq("connect_timeout");
    libpq("max_protocol_version");
    libpq("sslmode");
    for (String message : MESSAGES) {
      PAGES.put(
          message,
          "protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-"
              + message.toUpperCase(Locale.ROOT));
    }
  }

  private Sources() {}

  private static void setting(String page, String name) {
    String anchor = name.toUpperCase(Locale.ROOT).replace('_', '-');
    PAGES.put(name, "runtime-config-%s.html#GUC-%s".formatted(page, anchor));
  }

  private static void libpq(String name) {
    String anchor = name.toUpperCase(Locale.ROOT).replace('_', '-');
    PAGES.put(name, "libpq-connect.html#LIBPQ-CONNECT-" + anchor);
  }

  /** Returns the page of a section; empty for anything else, such as a function in the source. */
  public static Optional<String> url(String source) {
    return source.startsWith("CVE-")
        ? Optional.of(SECURITY + source + "/")
        : Optional.ofNullable(PAGES.get(source)).map(DOCUMENTATION::concat);
  }
}
