package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import pgconform.exchange.ClientProgram;
import pgconform.exchange.ProgramLine;
import pgconform.link.Deadline;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.Transcript;
import pgconform.scenario.TellStep;
import pgconform.testing.Peer;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;

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

  /** Where pgconform is the server, the frontend is the client under test. */
  @Test
  void whoIsTheFrontendDependsOnWhoHasConnected() {
    Transcript transcript = Samples.served("app");
    String text = TraceText.of(transcript);
    assertTrue(text.matches("(?s).*\\tapp\\tF\\t\\d+\\tStartupMessage\\t.*"), text);
    assertTrue(text.contains("\tapp\tB\t5\tReadyForQuery"), text);
    List<TraceLine> messages =
        TraceLine.of(transcript).stream().filter(line -> line.size() > 0).toList();
    assertTrue(messages.stream().allMatch(TraceLine::accepted), messages::toString);
    assertTrue(
        FieldDescriptions.of(messages.get(0)).stream().anyMatch(f -> f.name().equals("version")));
  }

  /** What a client program was told and has answered is part of the exchange, but not of TCP. */
  @Test
  void theProgramIsPartOfTheExchange() throws Exception {
    Transcript transcript = new Transcript();
    ProgramLine.Command query = new ProgramLine.Command(TellStep.Command.QUERY, "app", "select 1");
    ClientProgram.Answer lost =
        new ClientProgram.Answer(ClientProgram.Kind.LOST, Optional.empty(), "EOF");
    transcript.addOfProgram(Transcript.Kind.TOLD, query);
    transcript.addOfProgram(Transcript.Kind.ANSWERED, new ProgramLine.Answered(query, lost));
    transcript.addOfProgram(
        Transcript.Kind.NOTE, new ProgramLine.Unanswered(query, Duration.ofSeconds(10)));
    String text = TraceText.of(transcript);
    assertTrue(text.contains("\tprogram\t>\t\tquery app: select 1\n"), text);
    assertTrue(text.contains("\tprogram\t<\t\tquery app: lost: EOF\n"), text);
    assertTrue(text.contains("\tprogram\t-\t\tquery app: no answer after 10.0 s\n"), text);
    String lines = String.join("\n", ExchangeText.lines(TraceLine.of(transcript), 10));
    assertTrue(lines.contains("program  -> query app: select 1"), lines);
    assertTrue(lines.contains("program  <- query app: lost: EOF"), lines);
    assertTrue(lines.contains("program  -- query app: no answer"), lines);
    assertEquals(List.of(), packets(transcript));
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

  /** Who has ended a connection, when, and how. */
  @Test
  void theCaptureSaysWhoClosed() throws Exception {
    // The server closes after its answer, and this side after that.
    String packets = String.join(" ", packets(Samples.exchange("no such user")));
    assertTrue(
        packets.matches("> SYN < SYN,ACK > ACK( > data)+ < data < (FIN,ACK > FIN|RST),ACK"),
        packets);
  }

  @Test
  void theCaptureEndsStreamsAsTheyEnded() throws Exception {
    List<String> begin = List.of("> SYN", "< SYN,ACK", "> ACK");
    assertEquals(
        List.of("> FIN,ACK", "< FIN,ACK"), ending(begin, Peer::awaitEnd, Link::closeOutput));
    assertEquals(List.of("> RST,ACK"), ending(begin, Peer::awaitEnd, Link::reset));
    assertEquals(List.of("< RST,ACK"), ending(begin, Peer::reset, link -> {}));
    assertEquals(List.of("< FIN,ACK", "> FIN,ACK"), ending(begin, peer -> {}, link -> {}));
  }

  /** What is captured of a connection behind its beginning. */
  private static List<String> ending(List<String> begin, Script script, Consumer<Link> action)
      throws Exception {
    Transcript transcript = new Transcript();
    try (ScriptedServer server = ScriptedServer.start(script);
        Poller poller = new Poller()) {
      Deadline deadline = Deadline.in(Duration.ofSeconds(20));
      try (Link link = Link.connect(poller, transcript, "client", server.address(), deadline)) {
        action.accept(link);
        while (!link.closed() && !link.closedByPeer()) {
          link.next(deadline);
        }
      }
    }
    List<String> packets = packets(transcript);
    assertEquals(begin, packets.subList(0, begin.size()));
    return packets.subList(begin.size(), packets.size());
  }

  /** The packets of a capture: who sent each, and its flags. */
  private static List<String> packets(Transcript transcript) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Pcap.write(transcript, out);
    ByteBuffer file = ByteBuffer.wrap(out.toByteArray());
    file.position(GLOBAL_HEADER);
    List<String> packets = new ArrayList<>();
    while (file.hasRemaining()) {
      file.getLong();
      byte[] packet = new byte[file.getInt()];
      file.getInt();
      file.get(packet);
      int destination = ((packet[36] & 0xff) << 8) | (packet[37] & 0xff);
      String flags =
          Map.of(
                  0x02, "SYN", 0x12, "SYN,ACK", 0x10, "ACK", 0x18, "data", 0x11, "FIN,ACK", 0x14,
                  "RST,ACK")
              .get((int) packet[47]);
      packets.add((destination == 5432 ? "> " : "< ") + flags);
      assertEquals(0, sum(packet, 14, 34, 0), "the checksum of IP");
      long pseudo = 2 * 0x7f00L + 2 + 6 + packet.length - 34;
      assertEquals(0, sum(packet, 34, packet.length, pseudo), "the checksum of TCP");
    }
    return packets;
  }

  /** The sum of all words, which a right checksum makes zero. */
  private static int sum(byte[] packet, int begin, int end, long start) {
    long sum = start;
    for (int i = begin; i < end; i++) {
      sum += (i - begin) % 2 == 0 ? (packet[i] & 0xff) << 8 : packet[i] & 0xff;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) (~sum & 0xffff);
  }
}
