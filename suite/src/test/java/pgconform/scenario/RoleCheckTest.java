package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenarios have the steps and the messages of their role. */
class RoleCheckTest {
  private static List<String> problems(String role, String steps) {
    String text =
        """
        id: TST-001
        title: A test
        area: test
        role: %s
        level: must
        source: none
        consequence: none
        steps:
        %s
        """
            .formatted(role, steps.strip());
    return Reading.problems(text).stream().map(FileError::toString).toList();
  }

  @Test
  void aClientIsToldAndServed() {
    assertEquals(
        List.of(),
        problems(
            "client",
            """
            - tell: app
              to: connect
              with: {sslmode: require}
            - accept: raw
            - expect: raw
              messages: SSLRequest
            - encrypt: raw
              behind: AuthenticationOk
            - expect: raw
              messages: Encrypted StartupMessage@asked
            - send: raw
              messages: [AuthenticationOk, {ReadyForQuery: I}]
            - told: app
              of: connect
              is: [ok, error]
              where ok:
                - quiet: raw
                  for: 10ms
            - tell: app
              to: query
            - running: raw
            - quiet: app
              unanswered: query
              for: 10ms
            - no connection: 10ms
            - reply: raw
              error: "57014"
            - admit: second
              key: none
            - listen: [127.0.0.1, 127.0.0.2]
            - tell: other
              to: connect
              at: [127.0.0.2, 127.0.0.1]
            - accept: direct
              at: 127.0.0.1
              or unsupported: something
              where it comes:
                - encrypt: direct
                  direct: true
                  alpn: false
                - expect: direct
                  messages: Encrypted
            - told: other
              of: connect
              is: error
              without: what came
            - race: app
              on: second
              rounds: 2
              late: 5ms
              counted: true
            """));
  }

  @Test
  void aProxyHasClientsAndABackend() {
    assertEquals(
        List.of(),
        problems(
            "proxy",
            """
            - renew: backend
              keys: "200"
              newest: "3.2"
            - start: app
            - hold: app
            - find: server
              of: app
            - quiet: server
              for: 10ms
            - cancel: app
            - accept: forwarded
            - expect: forwarded
              messages: CancelRequest[processId=$server.processId, secretKey=$server.secretKey]
            - send: forwarded
              messages: [{ErrorResponse: {fields: {C: "57P03"}}}]
            - close: forwarded
            - reply: server
              error: "57014"
            - expect: app
              messages: ErrorResponse ReadyForQuery
            - no connection: 10ms
            """));
  }

  @Test
  void eachSideOfAProxyHasItsMessages() {
    assertEquals(
        List.of(
            "test.yaml:14:13: there is no message 'CommandComplete'",
            "test.yaml:16:13: there is no message 'Sync' that a server sends",
            "test.yaml:18:13: there is no message 'Query'",
            "test.yaml:20:13: there is no message 'DataRow' that a client sends"),
        problems(
            "proxy",
            """
            - start: app
            - hold: app
            - find: server
              of: app
            - expect: server
              messages: CommandComplete
            - send: server
              messages: Sync
            - expect: app
              messages: Query
            - send: app
              messages: DataRow
            """));
  }

  @Test
  void aBackendHasKeysThatMakeSense() {
    assertEquals(
        List.of("test.yaml:10:9: 'keys' takes a number of octets, none, zeros or usual"),
        problems("proxy", "- renew: backend\n  keys: many\n- open: a\n- closed: a"));
  }

  @ParameterizedTest
  @CsvSource({"localhost", "192.168.0.1", "127.0.0.256", "::1"})
  void onlyLoopbackAddressesAreListenedAt(String address) {
    assertEquals(
        List.of("test.yaml:9:11: a loopback address is written as 127.0.0.2"),
        problems("client", "- listen: \"" + address + "\"\n- no connection: 1ms"));
  }

  @ParameterizedTest
  @CsvSource({
    "server, 'renew: backend', this step has no place in a scenario of role server",
    "client, 'renew: backend', this step has no place in a scenario of role client",
    "proxy, 'table: t', this step has no place in a scenario of role proxy",
    "client, start: a, this step has no place in a scenario of role client",
    "server, accept: a, this step has no place in a scenario of role server",
    "proxy, admit: a, this step has no place in a scenario of role proxy",
  })
  void stepsBelongToARole(String role, String step, String fault) {
    assertEquals(
        List.of("test.yaml:9:3: " + fault),
        problems(role, "- " + step + "\n- delay: 1ms").stream()
            .filter(problem -> problem.contains("step"))
            .filter(problem -> problem.contains("role"))
            .toList());
  }

  @Test
  void eachSideHasItsMessages() {
    assertEquals(
        List.of(
            "test.yaml:11:13: there is no message 'ReadyForQuery'",
            "test.yaml:13:13: there is no message 'Sync' that a server sends"),
        problems(
            "client",
            "- accept: a\n- expect: a\n  messages: ReadyForQuery\n- send: a\n  messages: Sync"));
    assertEquals(
        List.of(
            "test.yaml:11:13: there is no message 'StartupMessage'",
            "test.yaml:13:13: there is no message 'DataRow' that a client sends"),
        problems(
            "server",
            "- start: a\n- expect: a\n  messages: StartupMessage\n- send: a\n  messages: DataRow"));
  }

  @Test
  void aProgramIsToldToConnectFirst() {
    assertEquals(
        List.of("test.yaml:9:3: no earlier step opens 'app'"),
        problems("client", "- tell: app\n  to: query\n- accept: a"));
  }
}
