package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.property.Case;
import pgconform.property.Framing;
import pgconform.scenario.Scenario;
import pgconform.testing.Ending;
import pgconform.testing.Judged;
import pgconform.testing.Rows;
import pgconform.testing.Scenarios;
import pgconform.testing.Script;
import pgconform.wire.Bytes;

/** What a step sends besides messages has been sent before the next step begins. */
class SendingTest {
  /** Answers on another connection once the first one has ended, and says how. */
  private static Script tellingHowItEnded() {
    BlockingQueue<Ending> ended = new LinkedBlockingQueue<>();
    return peer -> {
      if (peer.peek() == 'S') {
        ended.add(peer.awaitEnd());
      } else {
        peer.next();
        try {
          Ending how = ended.poll(Judged.PATIENT.toSeconds(), TimeUnit.SECONDS);
          peer.send(Rows.error("ERROR", "00000", String.valueOf(how)));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  private static final String TOLD =
      """
      - open: d
      - send: d
        messages: [Flush]
      - expect: d
        messages: ErrorResponse[M=%s]
      """;

  @ParameterizedTest
  @CsvSource({"FIN, FIN", "RST, RST", "HALF, FIN"})
  void aFramingEndsTheConnectionAtOnce(Framing.Ending ending, String seen) {
    Scenario scenario =
        Scenarios.property(
            "cut: {framing of: 5}\n",
            "- open: c\n- send: c\n  messages: [Sync]\n  framing: $cut\n" + TOLD.formatted(seen));
    Case values = new Case(Map.of("cut", new Framing(List.of(), Bytes.EMPTY, ending)));
    try (Judged judged = Judged.with(tellingHowItEnded())) {
      CaseResult result = judged.run(scenario, values);
      assertEquals(Verdict.PASS, result.verdict(), () -> result.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"fin, FIN", "rst, RST", "half, FIN"})
  void aStepClosesTheConnectionAtOnce(String by, String seen) {
    String close = "- open: c\n- send: c\n  messages: [Sync]\n- close: c\n  by: %s\n".formatted(by);
    Runs.passes(Judged.with(tellingHowItEnded()), close + TOLD.formatted(seen));
  }

  /** The ClientHello of a step, after which the server closes the connection. */
  private static Bytes hello(String settings) throws InterruptedException {
    BlockingQueue<Bytes> received = new LinkedBlockingQueue<>();
    Script script =
        peer -> {
          ByteArrayOutputStream octets = new ByteArrayOutputStream();
          int wanted = Integer.MAX_VALUE;
          int body = 0;
          // The handshake message, whose length its second to fourth octets tell, in its records.
          while (body < wanted) {
            int[] header = new int[5];
            for (int i = 0; i < header.length; i++) {
              header[i] = peer.take();
              octets.write(header[i]);
            }
            for (int i = header[3] << 8 | header[4]; i > 0; i--) {
              octets.write(peer.take());
              body++;
            }
            byte[] all = octets.toByteArray();
            wanted = 4 + ((all[6] & 0xff) << 16 | (all[7] & 0xff) << 8 | (all[8] & 0xff));
          }
          received.add(Bytes.of(octets.toByteArray()));
        };
    String steps = "- open: c\n- handshake: c\n%s- expect: c\n  messages: Closed | TlsFailed\n";
    Runs.passes(Judged.with(script), steps.formatted(settings.indent(2)));
    return received.poll(Judged.PATIENT.toSeconds(), TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"db.example.org, true", "none, false"})
  void aServerNameIsSentUnlessItIsNone(String name, boolean sent) throws InterruptedException {
    Bytes hello = hello("server name: " + name);
    assertEquals(sent, hello.toHex().contains(Bytes.ofText(name).toHex()));
  }

  @Test
  void aClientHelloIsOneRecordOrSeveralOfTheSizeThatIsAskedFor() throws InterruptedException {
    Bytes whole = hello("alpn: [postgresql]");
    assertEquals(whole.size() - 5, whole.get(3) << 8 | whole.get(4));
    assertTrue(whole.toHex().contains(Bytes.ofText("postgresql").toHex()));
    Bytes several = hello("record size: 70");
    assertEquals(70, several.get(3) << 8 | several.get(4));
    assertFalse(several.size() < 150, "there are further records");
  }
}
