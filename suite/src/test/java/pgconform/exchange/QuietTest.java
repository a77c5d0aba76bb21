package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.exchange.ClientCase.PLACE;
import static pgconform.exchange.ClientCase.broken;
import static pgconform.exchange.ClientCase.late;
import static pgconform.exchange.ClientCase.tell;
import static pgconform.exchange.ClientCase.text;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.scenario.QuietStep;
import pgconform.scenario.TellStep.Command;
import pgconform.wire.Bytes;
import pgconform.wire.SSLRequest;

/** What a client must not do is seen if it does it all the same. */
class QuietTest {
  private static final String LONG = ClientCase.LONG.toMillis() + "ms";

  private final ClientCase all = new ClientCase(ClientCase.LONG);
  private final Quiet quiet = new Quiet(all.poller, all.scope, all.listening, all.told);

  @AfterEach
  void close() {
    all.close();
  }

  private static QuietStep step(String name, String time) {
    return new QuietStep(PLACE, name, Optional.empty(), text(time));
  }

  /** What breaks the requirement, long before the end of the wait. */
  private Evidence early(QuietStep step) {
    Deadline deadline = late();
    Evidence evidence = broken(() -> quiet.run(step));
    assertFalse(deadline.passed());
    assertEquals(PLACE, evidence.place());
    return evidence;
  }

  private void passes(QuietStep step) {
    long start = System.nanoTime();
    assertDoesNotThrow(() -> quiet.run(step));
    long waited = System.nanoTime() - start;
    assertTrue(waited >= Duration.ofMillis(30).toNanos(), () -> "waited for " + waited);
  }

  @Test
  void aFurtherConnectionIsNotQuiet() {
    passes(step("", "30ms"));
    all.connect();
    Evidence evidence = early(step("", LONG));
    assertEquals("the client: a connection", evidence.signature());
    assertEquals(
        "the client: expected no further connection, got a further connection",
        evidence.sentence());
  }

  @Test
  void anAnswerIsNotQuiet() {
    all.told.tell(tell(Command.QUERY, "app"));
    QuietStep step = new QuietStep(PLACE, "app", Optional.of(Command.QUERY), text("30ms"));
    passes(step);
    all.program.says(1, ClientProgram.Kind.OK);
    assertEquals("app: answer OK", early(step).signature());
  }

  /** Two connections of a group, of which the client uses the second. */
  private Link second() {
    all.connect();
    Link driver = all.connect();
    all.scope.put("group", List.of(accepted("first"), accepted("second")));
    return driver;
  }

  private Connection accepted(String name) {
    assertTrue(all.poller.await(all.listening::hasConnection, late()));
    return new Connection(all.listening.accept(all.transcript, name, late()).orElseThrow().link());
  }

  @Test
  void aMessageIsNotQuiet() {
    Link driver = second();
    passes(step("group", "30ms"));
    ClientCase.send(driver, new SSLRequest());
    Evidence evidence = broken(() -> quiet.run(step("group", "200ms")));
    assertEquals("second: SSLRequest", evidence.signature());
    assertEquals("nothing", evidence.expected().toString());
  }

  @Test
  void theEndOfAConnectionIsNotQuietEvenIfItWasSeenBefore() {
    Link driver = second();
    driver.closeOutput();
    Connection connection = all.scope.group("group").get(1);
    all.scope.put("group", List.of(connection));
    assertEquals("second: Closed", early(step("group", LONG)).signature());
    assertTrue(connection.link.next(late()).isPresent());
    assertEquals("second: Closed", broken(() -> quiet.run(step("group", "20ms"))).signature());
  }

  @Test
  void octetsAreNotQuietEvenIfTheyAreNoMessageYet() {
    Link driver = second();
    all.scope.put("group", List.of(all.scope.group("group").get(1)));
    ClientCase.send(driver, new SSLRequest());
    assertTrue(all.scope.group("group").get(0).link.next(late()).isPresent());
    driver.send(Bytes.ofHex("000000"), List.of(), late());
    Evidence evidence = early(step("group", LONG));
    assertEquals("second: octets", evidence.signature());
    assertEquals("3 octets", evidence.came().toString());
    assertEquals(PLACE, evidence.place());
  }
}
