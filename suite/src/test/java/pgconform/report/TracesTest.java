package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import pgconform.link.Transcript;

/** What is kept of an exchange for other programs. */
class TracesTest {
  private static final int GLOBAL_HEADER = 24;
  private static final int MAGIC = 0xa1b2c3d4;

  /** IPv4 and TCP without options, Ethernet before them. */
  private static final int HEADERS = 14 + 20 + 20;

  @Test
  void theTextIsInTheStyleOfLibpq() {
    String text = TraceText.of(Samples.exchange("no such user"));
    assertTrue(text.contains("\tclient\tF\t20\tQuery\t \"select 'before'\"\n"), text);
    assertTrue(text.contains("\tclient\tF\t21\tPasswordMessage\t 16 bytes\n"), text);
    assertTrue(text.matches("(?s).*\\tclient\\tB\\t\\d+\\tErrorResponse\\t S=FATAL.*"), text);
    assertFalse(text.contains(Samples.PASSWORD), text);
    for (String line : text.lines().toList()) {
      assertTrue(line.matches("\\d+\\.\\d{3}\\tclient\\t(F|B|-)\\t.*"), line);
    }
  }

  @Test
  void theCaptureHoldsWhatCrossedTheWire() throws Exception {
    Transcript transcript = Samples.exchange("no such user");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Pcap.write(transcript, out);
    ByteBuffer file = ByteBuffer.wrap(out.toByteArray());
    assertEquals(MAGIC, file.getInt(0));
    file.position(GLOBAL_HEADER);
    StringBuilder sent = new StringBuilder();
    StringBuilder received = new StringBuilder();
    long last = 0;
    while (file.hasRemaining()) {
      long micros = file.getInt() * 1_000_000L + file.getInt();
      assertTrue(micros >= last, "time goes on");
      last = micros;
      byte[] packet = new byte[file.getInt()];
      file.getInt();
      file.get(packet);
      String payload =
          new String(packet, HEADERS, packet.length - HEADERS, StandardCharsets.ISO_8859_1);
      int destination = ((packet[36] & 0xff) << 8) | (packet[37] & 0xff);
      (destination == 5432 ? sent : received).append(payload);
    }
    assertTrue(sent.toString().contains("select 'before'\0p\0\0\0\u0015****"), sent.toString());
    assertFalse(sent.toString().contains("secret"), sent.toString());
    assertTrue(received.toString().contains("no such user"), received.toString());
    long now = System.currentTimeMillis() * 1000;
    assertTrue(now - last < 60_000_000L && last <= now, "it has just happened");
  }
}
