package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.exchange.ClientCase.PLACE;
import static pgconform.exchange.ClientCase.admit;
import static pgconform.exchange.ClientCase.asks;
import static pgconform.exchange.ClientCase.broken;
import static pgconform.exchange.ClientCase.handshake;
import static pgconform.exchange.ClientCase.late;
import static pgconform.exchange.ClientCase.send;
import static pgconform.exchange.ClientCase.text;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Link;
import pgconform.scenario.AcceptStep.Encryption;
import pgconform.scenario.AdmitStep;
import pgconform.session.Session;
import pgconform.session.StartUpException;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.SSLRequest;

/** How the sessions of a client are started. */
class AdmittedSessionsTest {
  private final ClientCase all = new ClientCase(ClientCase.LONG);
  private final Admitting admitting = all.admitting;

  @AfterEach
  void close() {
    all.close();
  }

  @Test
  void aSessionIsStartedWithItsKeyAndParameters() throws Exception {
    Link driver = all.connect();
    send(driver, ServedClient.LOGIN.startupMessage());
    admitting.admit(admit("a", Encryption.REFUSED));
    List<String> came =
        Stream.iterate(driver.next(late()), Optional::isPresent, before -> driver.next(late()))
            .map(event -> event.get().toString())
            .takeWhile(message -> !message.startsWith("ReadyForQuery"))
            .toList();
    assertTrue(came.get(0).startsWith("AuthenticationOk"), came::toString);
    assertTrue(came.contains("ParameterStatus(server_version=\"18.0\")"), came::toString);
    assertTrue(came.stream().anyMatch(each -> each.startsWith("BackendKeyData(")), came::toString);
    Connection connection = all.scope.group("a").get(0);
    assertTrue(connection.isServed());
    assertEquals(4711, connection.keyData().orElseThrow().processId());
    assertEquals(Bytes.ofHex("01020304"), connection.keyData().orElseThrow().secretKey());
  }

  @Test
  void aSessionMayHaveNoKeyAndAnOldVersion() throws Exception {
    Link driver = all.connect();
    send(driver, ServedClient.LOGIN.under(ProtocolVersion.V3_2).startupMessage());
    AdmitStep usual = admit("a", Encryption.REFUSED);
    admitting.admit(
        new AdmitStep(
            PLACE,
            "a",
            usual.encryption(),
            usual.authentication(),
            text("3.0"),
            usual.processId(),
            Optional.empty()));
    List<String> came = ClientCase.receives(driver, "ReadyForQuery");
    assertEquals("NegotiateProtocolVersion", came.get(0));
    assertFalse(came.contains("BackendKeyData"), came::toString);
    assertEquals(Optional.empty(), all.scope.group("a").get(0).keyData());
  }

  @ParameterizedTest
  @EnumSource(AdmitStep.Authentication.class)
  void aClientShowsWhoItIs(AdmitStep.Authentication authentication) throws Exception {
    Link driver = all.connect();
    CompletableFuture<Boolean> started =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                Session.start(driver, ServedClient.LOGIN, late());
                return true;
              } catch (StartUpException e) {
                throw new AssertionError(e);
              }
            });
    admitting.admit(admit("a", Encryption.REFUSED, authentication));
    assertTrue(started.get());
    String requests = String.join(" ", all.sent("a"));
    assertEquals(
        authentication == AdmitStep.Authentication.CLEARTEXT,
        requests.contains("AuthenticationCleartextPassword"));
    assertEquals(
        authentication == AdmitStep.Authentication.MD5,
        requests.contains("AuthenticationMD5Password"));
    assertEquals(
        authentication == AdmitStep.Authentication.SCRAM,
        requests.contains("AuthenticationSASLFinal"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSessionMayBeOverTls(boolean asks) throws Exception {
    Link driver = all.connect();
    if (asks) {
      asks(driver);
    }
    CompletableFuture<List<String>> handshake =
        handshake(driver, asks)
            .thenApply(
                encrypted -> {
                  send(driver, ServedClient.LOGIN.startupMessage());
                  return ClientCase.receives(driver, "ReadyForQuery");
                });
    admitting.admit(admit("a", Encryption.GRANTED));
    assertTrue(handshake.get().contains("AuthenticationOk"));
    assertTrue(all.scope.group("a").get(0).link.tlsSession().isPresent());
  }

  private void asksAndLeaves() {
    Link driver = all.connect();
    send(driver, new SSLRequest());
    driver.closeOutput();
  }

  @Test
  void aClientMayStartOverOnceAfterItsEncryptionWasRefused() throws Exception {
    asksAndLeaves();
    send(all.connect(), ServedClient.LOGIN.startupMessage());
    admitting.admit(admit("a", Encryption.REFUSED));
    assertTrue(all.scope.group("a").get(0).isServed());
    asksAndLeaves();
    Evidence evidence = broken(() -> admitting.admit(admit("a", Encryption.REFUSED)));
    assertEquals("a: Closed", evidence.signature().replaceAll("\\[.*", ""));
    assertEquals("a session for app", evidence.expected().toString());
    assertEquals(PLACE, evidence.place());
  }

  @Test
  void aClientDoesNotStartOverWhereEncryptionIsGranted() {
    Link driver = all.connect();
    driver.closeOutput();
    send(all.connect(), ServedClient.LOGIN.startupMessage());
    broken(() -> admitting.admit(admit("a", Encryption.GRANTED)));
    assertTrue(all.listening.hasConnection(), "the second one is not taken");
  }

  @Test
  void aCancelRequestIsNoSession() {
    Link driver = all.connect();
    send(driver, new CancelRequest(1, Bytes.ofHex("01020304")));
    driver.closeOutput();
    send(all.connect(), ServedClient.LOGIN.startupMessage());
    Evidence evidence = broken(() -> admitting.admit(admit("a", Encryption.REFUSED)));
    assertEquals("a: CancelRequest", evidence.signature());
    assertTrue(evidence.came().toString().startsWith("CancelRequest("), evidence::toString);
  }

  @Test
  void aConnectionThatStaysSilentIsNoSession() {
    try (ClientCase hasty = new ClientCase(Duration.ofMillis(50))) {
      hasty.connect();
      Evidence evidence = broken(() -> hasty.admitting.admit(admit("a", Encryption.REFUSED)));
      assertEquals(new Actual.Nothing(), evidence.came());
      assertTrue(evidence.waited() > 0);
    }
  }
}
