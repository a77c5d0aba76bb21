package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.exchange.ClientCase.PLACE;
import static pgconform.exchange.ClientCase.asks;
import static pgconform.exchange.ClientCase.broken;
import static pgconform.exchange.ClientCase.handshake;
import static pgconform.exchange.ClientCase.late;
import static pgconform.exchange.ClientCase.send;
import static pgconform.exchange.ClientCase.tell;
import static pgconform.exchange.ClientCase.variable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.scenario.AcceptStep;
import pgconform.scenario.AcceptStep.Encryption;
import pgconform.scenario.Expression;
import pgconform.scenario.ListenStep;
import pgconform.scenario.Step;
import pgconform.scenario.TellStep.Command;
import pgconform.testing.TestCertificate;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.GSSENCRequest;
import pgconform.wire.SSLRequest;

/** How the connections of a client are accepted. */
class AdmittingTest {
  private static final Step ANY = new ListenStep(PLACE, List.of());

  private final ClientCase all = new ClientCase(ClientCase.LONG);
  private final Admitting admitting = all.admitting;

  @AfterEach
  void close() {
    all.close();
  }

  private static AcceptStep accept(
      Encryption encryption,
      Optional<Expression> at,
      List<Step> whereItComes,
      Optional<String> orUnsupported) {
    return new AcceptStep(
        PLACE, "a", encryption, at, whereItComes, orUnsupported, Optional.empty());
  }

  private static AcceptStep accept(Encryption encryption) {
    return accept(encryption, Optional.empty(), List.of(), Optional.empty());
  }

  private static AcceptStep soon(AcceptStep step) {
    return new AcceptStep(
        step.place(),
        step.name(),
        step.encryption(),
        step.at(),
        step.whereItComes(),
        step.orUnsupported(),
        Optional.of(Duration.ofMillis(20)));
  }

  private Link accepted() {
    return all.scope.group("a").get(0).link;
  }

  private String next() {
    Event event = accepted().next(late()).orElseThrow();
    return event instanceof Event.Received received
        ? received.message().messageName()
        : event.toString().replaceAll("\\[.*", "");
  }

  @Test
  void whatComesOnARawConnectionIsLeftThere() throws Exception {
    asks(all.connect());
    assertTrue(admitting.accept(accept(Encryption.RAW)));
    assertEquals("SSLRequest", next());
    assertEquals(List.of(), all.sent("a"));
  }

  @Test
  void encryptionIsRefusedEachTimeThatItIsRequested() throws Exception {
    Link driver = all.connect();
    send(driver, new GSSENCRequest(), new SSLRequest(), ServedClient.LOGIN.startupMessage());
    assertTrue(admitting.accept(accept(Encryption.REFUSED)));
    assertEquals("StartupMessage", next());
    assertEquals(2, all.sent("a").size(), all.sent("a")::toString);
    driver.expectEncryptionResponse();
    Event answer = driver.next(late()).orElseThrow();
    assertTrue(answer.toString().contains("N"), answer::toString);
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 0"})
  void tlsIsGrantedAfterARequestAndFromTheFirstOctet(boolean asks, int sent) throws Exception {
    Link driver = all.connect();
    if (asks) {
      asks(driver);
    }
    CompletableFuture<String> handshake = handshake(driver, asks);
    assertTrue(admitting.accept(accept(Encryption.GRANTED)));
    assertTrue(handshake.get().startsWith("Encrypted"), handshake::toString);
    send(driver, ServedClient.LOGIN.startupMessage());
    assertEquals("StartupMessage", next(), "the handshake is over");
    assertEquals(sent, all.sent("a").size(), all.sent("a")::toString);
  }

  @Test
  void gssapiIsRefusedWhereTlsIsGranted() throws Exception {
    Link driver = all.connect();
    driver.expectEncryptionResponse();
    send(driver, new GSSENCRequest());
    CompletableFuture<String> handshake =
        CompletableFuture.supplyAsync(
            () -> {
              Event no = driver.next(late()).orElseThrow();
              asks(driver);
              return no + " " + handshake(driver, true).join();
            });
    assertTrue(admitting.accept(accept(Encryption.GRANTED)));
    String came = handshake.get();
    assertTrue(came.contains("N") && came.contains("Encrypted"), came);
    assertEquals(2, all.sent("a").size(), all.sent("a")::toString);
  }

  @Test
  void aHandshakeThatFailsIsLeftToTheCase() throws Exception {
    Link driver = all.connect();
    asks(driver);
    driver.send(Bytes.ofText("not TLS, whatever it is"), List.of(), late());
    assertTrue(admitting.accept(accept(Encryption.GRANTED)));
    assertEquals("TlsFailed", next());
  }

  @Test
  void theBeginningOfTlsIsNotAnsweredWhereItIsRefused() throws Exception {
    Link driver = all.connect();
    driver.encrypt(TestCertificate.client(), List.of());
    assertTrue(admitting.accept(accept(Encryption.REFUSED)));
    assertEquals("FrontendUnframed", next());
    assertEquals(List.of(), all.sent("a"));
  }

  @Test
  void whatIsNoTlsIsNotAnswered() throws Exception {
    Link driver = all.connect();
    driver.send(Bytes.ofHex("17030100"), List.of(), late());
    assertTrue(admitting.accept(accept(Encryption.GRANTED)));
    assertEquals("FrontendUnframed", next());
  }

  @Test
  void aConnectionThatDoesNotComeBreaksTheRequirement() {
    Evidence evidence = broken(() -> admitting.accept(soon(accept(Encryption.RAW))));
    assertEquals(
        "a: expected a connection, got nothing within the time limit", evidence.sentence());
    assertEquals(PLACE, evidence.place());
    all.told.tell(tell(Command.CONNECT, "app"));
    all.program.says(1, ClientProgram.Kind.ERROR);
    Deadline deadline = late();
    evidence = broken(() -> admitting.accept(accept(Encryption.RAW)));
    assertFalse(deadline.passed(), "it cannot come any more");
    assertEquals("a: answer ERROR", evidence.signature());
  }

  @Test
  void aConnectionHasToComeAtItsAddress() throws Exception {
    all.listening.at(List.of("127.0.0.1", "127.0.0.2"));
    Optional<Expression> at = Optional.of(variable("address"));
    AcceptStep step = accept(Encryption.RAW, at, List.of(), Optional.empty());
    Link right = all.connect("127.0.0.2");
    assertTrue(admitting.accept(step));
    Link wrong = all.connect();
    Evidence evidence = broken(() -> admitting.accept(step));
    assertEquals(
        "a: expected a connection at 127.0.0.2, got a connection at 127.0.0.1",
        evidence.sentence());
    assertEquals("a: a connection at another address", evidence.signature());
    assertEquals(PLACE, evidence.place());
    right.close();
    wrong.close();
  }

  @Test
  void aConnectionMayBeMissingWhereAStepSaysSo() throws Exception {
    AcceptStep step = accept(Encryption.RAW, Optional.empty(), List.of(ANY), Optional.empty());
    Deadline deadline = late();
    assertFalse(admitting.accept(step));
    assertFalse(deadline.passed(), "the program has nothing to do");
    all.told.tell(tell(Command.CONNECT, "app"));
    assertFalse(admitting.accept(soon(step)));
    all.connect();
    assertTrue(admitting.accept(step));
    assertFalse(deadline.passed());
  }

  @Test
  void aMissingConnectionMayMeanThatTheDriverLacksSomething() throws Exception {
    AcceptStep step =
        accept(Encryption.RAW, Optional.empty(), List.of(), Optional.of("it has no direct TLS"));
    CannotJudgeException e = assertThrows(CannotJudgeException.class, () -> admitting.accept(step));
    assertEquals(Verdict.UNSUPPORTED, e.verdict);
    assertEquals(
        "it has no direct TLS; instead of a connection, there came nothing within the time limit",
        e.getMessage());
    all.connect();
    assertTrue(all.poller.await(all.listening::hasConnection, late()));
    assertTrue(admitting.accept(step));
  }

  @Test
  void theConnectionOfACancelMayBeOverTls() throws Exception {
    Link driver = all.connect();
    asks(driver);
    CompletableFuture<String> handshake = handshake(driver, true);
    Connection cancel = admitting.cancel(PLACE, "a", late());
    assertTrue(handshake.get().startsWith("Encrypted"));
    send(driver, new CancelRequest(1, Bytes.ofHex("01020304")));
    assertEquals("CancelRequest", next());
    assertEquals(accepted(), cancel.link);
  }
}
