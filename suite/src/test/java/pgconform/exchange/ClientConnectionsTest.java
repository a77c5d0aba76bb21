package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Event;
import pgconform.testing.TestCertificate;
import pgconform.wire.GSSENCRequest;
import pgconform.wire.SSLRequest;

/** What the steps of a case do on the connections of a client. */
class ClientConnectionsTest extends ClientSteps {
  @Test
  void nothingButTheGrantIsSentBeforeTheHandshake() throws Exception {
    connects(
        link -> {
          driver = link;
          ClientCase.asks(driver);
        });
    run(
        CONNECT
            + """
            - accept: a
            - expect: a
              messages: SSLRequest
            - encrypt: a
              behind: [{ErrorResponse: {fields: {S: FATAL, C: "42601", M: no}}}]
            """);
    assertEquals(
        "EncryptionResponse", driver.next(ClientCase.late()).map(ClientCase::name).orElse(""));
    assertEquals(List.of("ErrorResponse"), ClientCase.receives(driver, "ErrorResponse"));
  }

  /** A client that encrypts, and what it selects by ALPN. */
  private String encrypted(String steps, boolean asks) throws Exception {
    AtomicReference<CompletableFuture<String>> came = new AtomicReference<>();
    connects(
        link ->
            came.set(
                CompletableFuture.supplyAsync(
                    () -> {
                      if (asks) {
                        ClientCase.asks(link);
                        assertTrue(link.next(ClientCase.late()).isPresent());
                      }
                      link.encrypt(TestCertificate.client(), List.of("postgresql"));
                      return link.next(ClientCase.late()).orElseThrow().toString();
                    })));
    run(CONNECT + "- accept: a\n" + steps);
    return came.get().get();
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void tlsIsGrantedWithOrWithoutAlpn(boolean asks, boolean alpn) throws Exception {
    String came =
        encrypted(
            (asks ? "- expect: a\n  messages: SSLRequest\n" : "")
                + "- encrypt: a\n  direct: %s\n  alpn: %s\n".formatted(!asks, alpn)
                + "- expect: a\n  messages: Encrypted\n",
            asks);
    assertTrue(came.startsWith("Encrypted"), came);
    assertEquals(alpn, came.contains("alpn=postgresql"), came);
  }

  @Test
  void aRefusalOfEncryptionIsFollowedByPlaintext() throws Exception {
    connects(
        link -> {
          driver = link;
          ClientCase.send(
              link, new SSLRequest(), new GSSENCRequest(), ServedClient.LOGIN.startupMessage());
        });
    run(
        CONNECT
            + """
            - accept: a
            - expect: a
              messages: SSLRequest
            - send: a
              messages: [{EncryptionResponse: {reply: N}}]
            - expect: a
              messages: GSSENCRequest
            - send: a
              messages: [{EncryptionResponse: {reply: N}}]
            - seen: a
              messages: StartupMessage
            - expect: a
              messages: StartupMessage
            """);
    assertEquals(1, interpreter.scope.group("a").size());
  }

  @Test
  void anythingElseThanARefusalIsNotFollowedByPlaintext() {
    connects(link -> ClientCase.send(link, new SSLRequest(), ServedClient.LOGIN.startupMessage()));
    Evidence evidence =
        broken(
            CONNECT
                + """
                - accept: a
                - expect: a
                  messages: SSLRequest
                - send: a
                  messages: [{EncryptionResponse: {reply: S}}]
                - expect: a
                  messages: StartupMessage
                  within: 30ms
                """);
    assertEquals(new Actual.Nothing(), evidence.came());
  }

  @ParameterizedTest
  @CsvSource({"'AuthenticationOk, ReadyForQuery: {status: 73}', true", "AuthenticationOk, false"})
  void aSessionIsServedFromReadyForQueryOn(String messages, boolean served) throws Exception {
    asksAndStarts();
    run(
        CONNECT
            + """
            - accept: a
            - expect: a
              messages: StartupMessage
            - send: a
              messages: [%s]
            """
                .formatted(messages));
    assertEquals(served, interpreter.scope.group("a").get(0).isServed());
    assertEquals("AuthenticationOk", ClientCase.receives(driver, "AuthenticationOk").get(0));
  }

  @ParameterizedTest
  @CsvSource({"fin, FIN, true", "terminate, FIN, true", "rst, RST, true", "half, FIN, false"})
  void aConnectionIsClosedInManyWays(String by, String end, boolean closed) throws Exception {
    asksAndStarts();
    run(CONNECT + "- accept: a\n- expect: a\n  messages: StartupMessage\n- close: a\n  by: " + by);
    assertEquals(
        "Closed[" + end + "]", driver.next(ClientCase.late()).map(Event::toString).orElse(""));
    assertEquals(closed, interpreter.scope.group("a").get(0).link.closed());
  }
}
