package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetFileTest {
  private static final Path SCHEMA = Path.of("..", "scenarios", "target.schema.json");

  private static final String FULL =
      """
      name: my server, development build
      url: postgresql://app:${PW}@127.0.0.1:${port}/app
      unix socket: ${directory}
      start:
        run: [./build/server, --port, "${port}", 5, true]
        files: {conf/server.conf: server.conf.template}
        env: {LEVEL: "${LEVEL}"}
        directory: .
      ready: {connect: tcp, log: "ready [0-9]+", run: [./check], within: 5s}
      stop: {signal: INT, within: 500ms}
      restart: on-crash
      logins:
        scram: {user: s, password: "${S_PW}", database: d}
        reject: {user: nobody}
      exclusive: true
      profile: protocol
      slow query: select 1
      authentication timeout: 5s
      expectations: known.yaml
      """;

  @TempDir Path folder;

  private TargetFile read(String text) throws Exception {
    Files.writeString(folder.resolve("server.conf.template"), "port = ${port}\n");
    Files.writeString(folder.resolve("known.yaml"), "");
    return TargetFileReader.read(Files.writeString(folder.resolve("mine.yaml"), text));
  }

  private List<String> faults(String text) {
    return assertThrows(ScenarioException.class, () -> read(text)).problems().stream()
        .map(p -> p.toString().replace(folder + "/", ""))
        .toList();
  }

  private static String filled(Template template, Map<String, String> values) {
    List<FileError> problems = new ArrayList<>();
    String text = template.fill(n -> Optional.ofNullable(values.get(n)), List.of("port"), problems);
    assertEquals(List.of(), problems);
    return text;
  }

  @Test
  void saysAllThatThereIsToSay() throws Exception {
    TargetFile file = read(FULL);
    Map<String, String> values =
        Map.of("port", "77", "PW", "x", "LEVEL", "3", "S_PW", "y", "directory", "/d");
    assertEquals("my server, development build", file.name());
    assertEquals("postgresql://app:x@127.0.0.1:77/app", filled(file.url(), values));
    assertEquals("/d", filled(file.unixSocket().orElseThrow(), values));
    TargetFile.Start start = file.start().orElseThrow();
    assertEquals(
        List.of("./build/server", "--port", "77", "5", "true"),
        start.run().stream().map(word -> filled(word, values)).toList());
    assertEquals("port = 77\n", filled(start.files().get("conf/server.conf"), values));
    assertEquals("3", filled(start.env().get("LEVEL"), values));
    assertEquals(Optional.of(folder), start.directory());
    assertEquals(Optional.of(TargetFile.Connect.TCP), start.ready().connect());
    assertTrue(start.ready().log().orElseThrow().matcher("x ready 12").find());
    assertEquals("./check", filled(start.ready().run().get(0), values));
    assertEquals(Duration.ofSeconds(5), start.ready().within());
    assertEquals(new TargetFile.Stop("INT", Duration.ofMillis(500)), start.stop());
    assertTrue(start.restarts());
    TargetFile.Account scram = file.logins().get("scram");
    assertEquals("s", filled(scram.user(), values));
    assertEquals("y", filled(scram.password().orElseThrow(), values));
    assertEquals("d", filled(scram.database().orElseThrow(), values));
    assertTrue(file.logins().get("reject").password().isEmpty());
    assertEquals(Optional.of(Profile.PROTOCOL), file.profile());
    assertEquals(Optional.of("select 1"), file.slowQuery());
    assertEquals(Optional.of(Duration.ofSeconds(5)), file.authenticationTimeout());
    assertEquals(Optional.of(folder.resolve("known.yaml")), file.expectations());
  }

  @Test
  void whatIsLeftOut() throws Exception {
    TargetFile reached = read("url: postgresql://h/x\n");
    assertEquals("mine", reached.name());
    assertTrue(reached.start().isEmpty());
    assertFalse(reached.exclusive());
    TargetFile started = read("url: postgresql://h/x\nstart: {run: [a]}\n");
    assertTrue(started.exclusive(), "start implies exclusive");
    TargetFile.Start start = started.start().orElseThrow();
    assertEquals(Optional.of(TargetFile.Connect.STARTUP), start.ready().connect());
    assertEquals(Duration.ofSeconds(30), start.ready().within());
    assertEquals(new TargetFile.Stop("TERM", Duration.ofSeconds(10)), start.stop());
    assertFalse(start.restarts());
  }

  @Test
  void aConditionThatIsGivenIsTheOnlyOne() throws Exception {
    TargetFile file =
        read("url: postgresql://h/x\nstart: {run: [a]}\nready: {log: up, within: 1s}\n");
    assertEquals(Optional.empty(), file.start().orElseThrow().ready().connect());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "name: x ! mine.yaml:1:1: a target file needs a field 'url'",
        "'' ! mine.yaml:1:1: the file is empty",
        "[a] ! mine.yaml:1:1: a target file is a mapping (name: value), not a list",
        "{url: a, nane: b} ! mine.yaml:1:10: a target file has no field 'nane'; did you mean"
            + " 'name'?",
        "{url: a, start: {rum: [a]}} ! mine.yaml:1:18: 'start' has no field 'rum'; did you mean 'run'?",
        "{url: a, start: {run: ./a -b}} ! mine.yaml:1:23: 'run' must be a list of words, such as"
            + " [./server, --port, \"${port}\"]; it is not parsed by a shell",
        "{url: a, start: {run: []}} ! mine.yaml:1:23: 'run' is an empty list",
        "{url: a, ready: {within: 1s}} ! mine.yaml:1:10: 'ready' requires 'start'",
        "{url: a, start: {run: [a]}, ready: {within: 1h}} ! mine.yaml:1:45: 'within' takes a time"
            + " such as 500ms or 30s, of at most 1800s",
        "{url: a, start: {run: [a]}, ready: {log: '['}} ! mine.yaml:1:42: 'log' takes a regular"
            + " expression: Unclosed character class",
        "{url: a, start: {run: [a]}, stop: {signal: SIGTERM}} ! mine.yaml:1:44: 'signal' is one of"
            + " TERM, INT, QUIT, HUP, KILL, not 'SIGTERM'",
        "{url: a, start: {run: [a]}, restart: on crash} ! mine.yaml:1:38: 'restart' is one of"
            + " on-crash, never, not 'on crash'; did you mean 'on-crash'?",
        "{url: a, start: {run: [a]}, exclusive: false} ! mine.yaml:1:40: a server that is started"
            + " for the run is exclusive: leave 'exclusive' out",
        "{url: a, start: {run: [a], files: {../x: server.conf.template}}} ! mine.yaml:1:36: the"
            + " name of a file in the working directory is relative, not '../x'",
        "{url: a, start: {run: [a], files: {/x: server.conf.template}}} ! mine.yaml:1:36: the"
            + " name of a file in the working directory is relative, not '/x'",
        "{url: a, logins: {skram: {user: a}}} ! mine.yaml:1:19: there is no kind of login"
            + " 'skram'; did you mean 'scram'?",
        "{url: a, logins: {scram: {usr: a}}} ! mine.yaml:1:27: a login has no field 'usr'; did you mean 'user'?",
        "{url: '${port'} ! mine.yaml:1:8: '${' begins the name of a variable, such as ${port};"
            + " write $${ where it does not",
        "{url: &a b} ! mine.yaml:1:7: anchors (&name) are not part of a target file",
      })
  void faultsHaveAPlace(String text, String fault) {
    assertTrue(faults(text).contains(fault), () -> String.join("\n", faults(text)));
  }

  @Test
  void filesThatAreNotThere() {
    List<String> faults =
        faults(
            "{url: a, start: {run: [a], files: {x: none.txt}, directory: nowhere}, expectations:"
                + " no.yaml}");
    assertEquals(
        List.of(
            "mine.yaml:1:39: the template none.txt cannot be read",
            "mine.yaml:1:61: the directory nowhere is not there",
            "mine.yaml:1:85: the file no.yaml is not there"),
        faults);
  }

  @Test
  void aTemplateTellsLineAndColumn() throws Exception {
    Files.writeString(folder.resolve("t.conf"), "a = 1\nb = ${x y}\n$${kept}\n");
    assertEquals(
        List.of(
            "t.conf:2:5: '${' begins the name of a variable, such as ${port}; write $${ where it"
                + " does not"),
        faults("{url: a, start: {run: [a], files: {x: t.conf}}}"));
  }

  @Test
  void aVariableWithoutAValueIsNamed() throws Exception {
    List<FileError> problems = new ArrayList<>();
    TargetFile file = read("url: postgresql://h:${prt}/${S_PWD}$${x}\n");
    String text = file.url().fill(name -> Optional.empty(), List.of("port", "S_PW"), problems);
    assertEquals("postgresql://h:/${x}", text);
    assertEquals(
        List.of(
            "mine.yaml:1:21: ${prt} is neither port, port2, port3, directory, here, settings, state"
                + " nor an environment variable that is set; did you mean ${port}?",
            "mine.yaml:1:28: the environment variable S_PWD is not set; did you mean ${S_PW}?"),
        problems.stream().map(p -> p.toString().replace(folder + "/", "")).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "'{run: [a, \"${state}\"], env: {MORE: \"${settings}\"}}', true",
    "'{run: [a, \"${settings}\"]}', false",
    "'{run: [a, \"${state}\"]}', false",
    "'{run: [a]}', false",
  })
  void whoUsesSettingsAndStateStartsThrowAwayServers(String start, boolean others)
      throws Exception {
    assertEquals(others, read("{url: a, start: %s}".formatted(start)).start().get().startsOthers());
  }

  @Test
  void theSchemaIsPublishedAndSaysTheSame() throws Exception {
    Published.is(SCHEMA, ScenarioSchema.text(ScenarioSchema.ofTargetFiles()));
    SchemaCheck schema = new SchemaCheck(ScenarioSchema.ofTargetFiles());
    assertEquals(
        List.of(), schema.faults(Yaml.read("full", FULL.getBytes(StandardCharsets.UTF_8))));
    for (String wrong :
        List.of(
            "name: x",
            "{url: a, nane: b}",
            "{url: a, logins: {skram: {user: a}}}",
            "{url: a, restart: often}",
            "{url: a, start: {}}")) {
      assertFalse(
          schema.faults(Yaml.read("wrong", wrong.getBytes(StandardCharsets.UTF_8))).isEmpty(),
          wrong);
    }
  }

  @Test
  void aTargetFileIsToldFromAScenario() throws Exception {
    assertTrue(TargetFileReader.isTargetFile(Files.writeString(folder.resolve("a.yaml"), FULL)));
    Path scenario = Path.of("..", "scenarios", "cancel", "CAN-002.yaml");
    assertFalse(TargetFileReader.isTargetFile(scenario));
  }
}
