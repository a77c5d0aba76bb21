package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.testing.Passwords;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rows;
import pgconform.testing.Rules;
import pgconform.testing.ScriptedServer;
import pgconform.wire.Bytes;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Field;
import pgconform.wire.NoticeResponse;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ReadyForQuery;

/** A server that repeats the password, and commands, wherever it says something. */
class RepeatedPasswordTest {
  private static final String PASSWORD = "hush-hush";
  private static final String SAYS =
      "\u001b[2J" + PASSWORD + "\r\n::error title=x::owned ##[error]\u202e";

  @TempDir Path folder;

  private static Rules rules() {
    Rules rules = new Rules();
    rules.logIns.put("tester", Passwords.cleartext(PASSWORD));
    rules.parameters.put("application_name", SAYS);
    rules.parameters.put("server_version", "18.0 " + SAYS);
    rules.answers.put("select version()", SAYS);
    rules.cancelled = () -> Rows.error("FATAL", "XX000", SAYS);
    rules.secretKey = size -> Bytes.ofText(PASSWORD.repeat(8)).slice(0, size);
    rules.ready =
        () ->
            List.of(
                new ParameterStatus(PASSWORD, SAYS),
                new NoticeResponse(List.of(new Field('S', "WARNING"), new Field('M', SAYS))),
                new ReadyForQuery('I'));
    return rules;
  }

  private String url(ScriptedServer server) {
    return "postgresql://tester:%s@127.0.0.1:%d/test?sslmode=disable"
        .formatted(PASSWORD, server.port());
  }

  private static void assertConcealed(String where, String text) {
    for (String secret : List.of(PASSWORD, Bytes.ofText(PASSWORD).toHex())) {
      int at = text.indexOf(secret);
      assertTrue(
          at < 0,
          () ->
              where
                  + ": "
                  + text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 50)));
    }
  }

  private static void assertInert(String text) {
    text.codePoints()
        .forEach(
            c ->
                assertTrue(
                    (c == '\n' || c >= ' ') && c != 0x202e, () -> "%04x in %s".formatted(c, text)));
    text.lines()
        .forEach(line -> assertFalse(line.strip().startsWith("::") || line.contains("##["), line));
  }

  @Test
  void nothingOfItIsInTheReports() throws Exception {
    Execution run;
    try (ScriptedServer server = PostgresLike.start(rules())) {
      run =
          Execution.of(
              "run --effort smoke -s cancel -s startup -s parameters -s keydata -s CST-001"
                  + " --time-budget 20s --out",
              folder,
              url(server));
    }
    run.gives(1, "fail");
    assertConcealed("terminal", run.text());
    assertInert(run.text());
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile).forEach(files::add);
    }
    assertTrue(files.stream().anyMatch(file -> file.toString().endsWith(".pcap")), "no failure");
    for (Path file : files) {
      assertConcealed(
          file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    }
    // What the server said is there all the same.
    assertTrue(Files.readString(folder.resolve("report.json")).contains("owned"));
  }

  @Test
  void norIsItShownByProbe() {
    try (ScriptedServer server = PostgresLike.start(rules())) {
      String text = Execution.of("probe", url(server)).gives(0, "owned").text();
      assertConcealed("probe", text);
      assertInert(text);
      assertConcealed("json", Execution.of("probe --json", url(server)).gives(0).text());
    }
  }

  @Test
  void norWhenItRefuses() throws Exception {
    ErrorResponse error = Rows.error("FATAL", "28P01", SAYS);
    try (ScriptedServer server =
        ScriptedServer.start(
            peer -> {
              peer.send(error);
              peer.awaitEnd();
            })) {
      Execution run = Execution.of("run --out", folder, url(server)).gives(3, "owned");
      assertConcealed("terminal", run.text());
      assertInert(run.text());
      assertConcealed("report.json", Files.readString(folder.resolve("report.json")));
      assertConcealed("junit.xml", Files.readString(folder.resolve("junit.xml")));
    }
  }
}
