package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pgconform.testing.Peer;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rules;
import pgconform.testing.Script;
import pgconform.testing.ScriptedServer;
import pgconform.wire.Bytes;
import pgconform.wire.Field;
import pgconform.wire.NoticeResponse;

/** What a user sees of a server that is none, or means harm: one sentence, in time, and reports. */
class HostileServersTest {
  private static final Duration BOUND = Duration.ofSeconds(40);

  @TempDir Path folder;

  static Stream<String> servers() {
    return scripts().keySet().stream();
  }

  private static Map<String, Script> scripts() {
    Map<String, Script> scripts = new TreeMap<>();
    scripts.put("speaks HTTP", peer -> say(peer, Bytes.ofText("HTTP/1.1 400 Bad Request\r\n\r\n")));
    scripts.put("says nothing", Peer::awaitEnd);
    scripts.put("closes at once", Peer::close);
    scripts.put("says that 2 GB follow", peer -> say(peer, Bytes.ofHex("52 7fffffff 00000000")));
    scripts.put("says a negative length", peer -> say(peer, Bytes.ofHex("52 ffffffff 00000000")));
    scripts.put("sends octets without end", peer -> flood(peer, Bytes.of(new byte[8192])));
    scripts.put(
        "sends parameters without end",
        peer ->
            flood(
                peer,
                Bytes.ofHex("52 00000008 00000000")
                    .plus(Bytes.ofHex("53 0000000a 61 00 62 62 62 00"))));
    scripts.put(
        "sends escapes and markup",
        peer ->
            say(
                peer,
                error("\u001b]0;owned\u0007\u001b[2J<script>alert(1)</script>&\u202egnp.exe\r\n")));
    return scripts;
  }

  private static void say(Peer peer, Bytes octets) throws java.io.IOException {
    peer.send(octets);
    peer.awaitEnd();
  }

  private static void flood(Peer peer, Bytes octets) throws java.io.IOException {
    // Ends when the other side has had enough and closes.
    while (true) {
      peer.send(octets);
    }
  }

  private static Bytes error(String message) {
    return new pgconform.wire.ErrorResponse(
            java.util.List.of(
                new pgconform.wire.Field('S', "FATAL"),
                new pgconform.wire.Field('C', "28000"),
                new pgconform.wire.Field('M', message)))
        .encode();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void getsOneSentence(String name) throws Exception {
    long start = System.nanoTime();
    String text;
    try (ScriptedServer server = ScriptedServer.start(scripts().get(name))) {
      text = run(server.port()).gives(3, "cannot be tested").text();
    }
    assertEquals(1, text.lines().filter(l -> l.startsWith("error ")).count(), text);
    assertFalse(text.contains("hush-hush"), text);
    assertTrue(System.nanoTime() - start < BOUND.toNanos(), "took too long");
    assertPrintable(text);
    assertReports();
  }

  private Execution run(int port) {
    String url = "postgresql://u:hush-hush@127.0.0.1:%d/x?connect_timeout=2".formatted(port);
    return Execution.of("run --tries 2 --out", folder, url);
  }

  /** Nothing that a server says may move the cursor, or hide what stands beside it. */
  private static void assertPrintable(String text) {
    text.codePoints()
        .forEach(
            c -> {
              boolean plain = c == '\n' || c >= ' ';
              boolean shown = c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0x202e;
              assertTrue(plain && shown, () -> "a character %04x was printed".formatted(c));
            });
  }

  private void assertReports() throws Exception {
    String json = Files.readString(folder.resolve("report.json"));
    String xml = Files.readString(folder.resolve("junit.xml"));
    assertTrue(json.contains("\"unavailable\""), json);
    assertTrue(xml.contains("<error "), xml);
    assertFalse(xml.contains("<script>"), xml);
    assertFalse((json + xml).contains("hush-hush"));
    javax.xml.parsers.DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(folder.resolve("junit.xml").toFile());
  }

  /** A server that says more on the way than anybody can keep. */
  @Test
  void whatItSaysByTheThousandDoesNotFillTheMemory() throws Exception {
    Bytes notice = new NoticeResponse(Collections.nCopies(60_000, new Field('M', ""))).encode();
    Script usual = new PostgresLike(new Rules());
    Script chatty =
        peer -> {
          for (int i = 0; i < 12; i++) {
            peer.send(notice);
          }
          usual.serve(peer);
        };
    try (ScriptedServer server = ScriptedServer.start(chatty);
        Command command =
            Command.start(
                List.of(),
                Main.class,
                "run",
                "postgresql://tester@127.0.0.1:%d/x?sslmode=disable".formatted(server.port()),
                "--effort",
                "smoke",
                "--jobs",
                "8",
                "--time-budget",
                "15s",
                "--scenario",
                "startup",
                "--out",
                folder)) {
      int status = command.status();
      assertTrue(status == 0 || status == 1 || status == 3, command.text());
      assertFalse(command.text().contains("emory"), command.text());
      assertFalse(command.text().contains("\tat "), command.text());
      assertTrue(Files.exists(folder.resolve("report.json")));
    }
  }

  @Test
  void tooFewOpenFilesAreOneSentence() throws Exception {
    try (ScriptedServer server = PostgresLike.start();
        Command command =
            Command.start(
                List.of("sh", "-c", "ulimit -n 200 && exec \"$@\"", "sh"),
                Main.class,
                "run",
                "postgresql://tester@127.0.0.1:%d/x".formatted(server.port()),
                "--out",
                folder)) {
      assertEquals(3, command.status(), command.text());
      assertTrue(command.text().contains("the limit of this process is 200"), command.text());
      assertReports();
    }
  }

  @Test
  void aClosedPortIsOneSentence() throws Exception {
    int port;
    try (ScriptedServer server = ScriptedServer.start(Peer::close)) {
      port = server.port();
    }
    run(port).gives(3, "Connection refused");
    assertReports();
  }
}
