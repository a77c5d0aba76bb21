package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes in scenario files, each named where it is and by the right word. */
class FaultsTest {
  /** Each line: what is replaced, by what, and the fault that comes of it. */
  static Stream<Arguments> faults() throws IOException {
    try (InputStream in = FaultsTest.class.getResourceAsStream("faults.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(line -> Arguments.of((Object[]) line.split(" => ", -1)));
    }
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\t", "\t");
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isNamed(String from, String to, String fault) {
    String good = unescaped(from);
    int at = GoodFile.TEXT.indexOf(good);
    assertTrue(at >= 0, "the good file has no " + from);
    String broken =
        GoodFile.TEXT.substring(0, at)
            + unescaped(to)
            + GoodFile.TEXT.substring(at + good.length());
    List<String> found = Reading.problems(broken).stream().map(FileError::toString).toList();
    String expected = Reading.FILE + ":" + fault;
    assertTrue(
        found.stream().anyMatch(f -> f.equals(expected) || f.startsWith(expected + "; ")),
        () -> "expected " + expected + "\nbut found " + String.join("\n", found));
    assertEquals(1, found.size(), () -> String.join("\n", found));
  }

  @Test
  void aLoginIsAVariableWhereItIsNeeded() {
    String file =
        """
        id: TST-001
        title: A test
        area: test
        level: must
        source: [a test]
        consequence: none
        needs: [scram login]
        steps:
          - open: a
          - send: a
            messages: [{PasswordMessage: $scram login.password}, {PasswordMessage: $md5 login.user}]
          - send: a
            messages: [{PasswordMessage: $scram login.name}]
        """;
    assertEquals(
        List.of(
            Reading.FILE + ":11:76: 'md5 login' is a variable only where 'needs' has it",
            Reading.FILE
                + ":13:34: 'scram login' has no field 'name'; known are database, password, user"),
        Reading.problems(file).stream().map(FileError::toString).toList());
  }

  @Test
  void theGoodFileHasNone() {
    assertEquals(List.of(), Reading.problems(GoodFile.TEXT));
  }

  @Test
  void stepsAreNeeded() {
    String none = GoodFile.TEXT.replaceAll("(?s)\nsteps:.*", "\nsteps: []\n");
    assertEquals(
        List.of(
            "test.yaml:1:1: this scenario cannot fail: no step checks any behavior",
            "test.yaml:8:3: the variable 'key' is not used in any step",
            "test.yaml:9:3: the variable 'n' is not used in any step",
            "test.yaml:10:3: the variable 'word' is not used in any step"),
        Reading.problems(none).stream().map(FileError::toString).toList());
  }

  @Test
  void allOfThemAreFoundAtOnceInTheOrderOfTheFile() {
    String broken =
        GoodFile.TEXT
            .replace("level: must", "level: mast")
            .replace("gone: Closed", "gone: Closd")
            .replace("by: rst", "by: force")
            .replace("title: A test\n", "");
    List<String> found = Reading.problems(broken).stream().map(FileError::toString).toList();
    assertEquals(4, found.size(), found.toString());
    assertEquals(
        List.of("1:1", "3:8", "19:13", "36:9"),
        found.stream().map(f -> f.replaceAll("^test.yaml:(\\d+:\\d+):.*", "$1")).toList());
  }

  @Test
  void tooManyToReadAreCounted() {
    String broken =
        GoodFile.TEXT.replace("outcomes:", "  - stort: x\n".repeat(1_000) + "outcomes:");
    List<FileError> found = Reading.problems(broken);
    assertEquals(201, found.size());
    assertEquals(
        "test.yaml:238:5: from here on, there are 800 more errors", found.get(200).toString());
  }

  @Test
  void columnsInValuesThatAreNotAsTheFileHasThem() {
    String[][] forms = {
      {"DataRow Closd", "20:21"},
      {"\"DataRow Closd\"", "20:22"},
      {"'DataRow[''x''] Closd'", "20:29"},
      {"\"DataRow[M=\\\"x\\\"] Closd\"", "0:0"},
      {"\"Data\\x52ow Closd\"", "20:25"},
      {">-\n        DataRow\n        Closd", "22:9"},
      {">\n        DataRow\n\n        Closd", "23:9"},
      {"|\n        DataRow\n          Closd", "22:11"},
      {"|-\n\n        DataRow Closd", "22:17"},
      {"DataRow\n\n        Closd", "22:9"},
      {"\"DataRow\n        Closd\"", "21:9"},
      {"\ud83d\ude00 Closd", "20:13"}
    };
    for (String[] form : forms) {
      String broken = GoodFile.TEXT.replace("gone: Closed", "gone: " + form[0]);
      List<FileError> found = Reading.problems(broken);
      assertEquals(1, found.size(), form[0] + found);
      Place place = found.get(0).place();
      if (!form[1].equals("0:0")) {
        assertEquals(form[1], place.line() + ":" + place.column(), form[0] + found);
      }
    }
  }

  @Test
  void whatWouldMoveTheCursorIsWrittenOut() {
    List<FileError> found =
        Reading.problems(GoodFile.TEXT.replace("level: must", "level: \"\\e[31m\\a\""));
    assertEquals(
        "test.yaml:4:8: 'level' is one of must, should, may, observe, not '\\x1b[31m\\x07'",
        found.get(0).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A\n  test",
        ">\n  A\n  test",
        ">-\n  A\n  test",
        "|\n  A test",
        "\"A\n  test\"",
      })
  void aTextThatIsFoldedToOneLineIsGood(String form) throws Exception {
    String text = GoodFile.TEXT.replace("title: A test", "title: " + form);
    assertEquals("A test", Reading.scenario(text.getBytes(StandardCharsets.UTF_8)).title());
  }

  @Test
  void twoFilesWithOneId(@TempDir Path folder) throws IOException {
    Path a = Files.writeString(folder.resolve("a.yaml"), GoodFile.TEXT);
    Path b = Files.writeString(folder.resolve("b.yaml"), GoodFile.TEXT);
    ScenarioException e =
        assertThrows(ScenarioException.class, () -> ScenarioLibrary.load(List.of(a, b)));
    assertEquals("%s:1:1: the id TST-001 is taken by %s".formatted(b, a), e.getMessage());
  }

  @Test
  void faultsOfAllFilesAreFound(@TempDir Path folder) throws IOException {
    Path a = Files.writeString(folder.resolve("a.yaml"), GoodFile.TEXT.replace("must", "mast"));
    Path b = Files.writeString(folder.resolve("b.yaml"), "- a\n");
    ScenarioException e =
        assertThrows(ScenarioException.class, () -> ScenarioLibrary.load(List.of(a, b)));
    assertEquals(2, e.problems().size(), e.getMessage());
    assertEquals(
        b + ":1:1: a scenario is a mapping (name: value), not a list",
        e.problems().get(1).toString());
  }

  @Test
  void aFileMayUseBuiltInFragments() throws Exception {
    Path scenarios = Path.of("..", "scenarios");
    Path file = scenarios.resolve("cancel").resolve("CAN-002b.yaml");
    Path fragment = scenarios.resolve("fragments").resolve("undisturbed.yaml");
    assertThrows(ScenarioException.class, () -> ScenarioLibrary.load(List.of(file)));
    assertEquals(1, ScenarioLibrary.loadBeside(scenarios, List.of(file)).size());
    assertEquals(1, ScenarioLibrary.loadBeside(null, List.of(file, fragment)).size());
  }
}
