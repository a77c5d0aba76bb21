package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are no scenarios at all: refused in little time, and nothing else happens. */
class HostileFilesTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final String GOOD = GoodFile.TEXT;

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String in(String value) {
    return GOOD.replace("gone: Closed", "gone: " + value);
  }

  private static final Map<String, byte[]> FILES = files();

  private static Map<String, byte[]> files() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("nothing", "");
    texts.put("a comment", "# a scenario\n");
    texts.put("a word", "hello");
    texts.put("nothing in words", "~");
    texts.put("two documents", GOOD + "---\n" + GOOD);
    texts.put("a bomb of aliases", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n");
    texts.put("a long anchor", "a: &" + "a".repeat(200_000) + " x");
    texts.put("a merged mapping", GOOD.replace("title: A test", "<<: {title: A test}"));
    texts.put("a tag", GOOD.replace("A test", "!!java.net.URL [x]"));
    texts.put("10 megabytes", "a".repeat(10_000_000));
    texts.put("a long key", "a".repeat(250_000) + ": x");
    texts.put("a long value", "a: " + "a".repeat(250_000));
    texts.put("brackets", "[".repeat(100_000));
    texts.put("braces", "{a: ".repeat(60_000));
    texts.put("dashes", "- ".repeat(100_000));
    texts.put("questions", "? ".repeat(100_000));
    texts.put("colons", ": ".repeat(100_000));
    texts.put("quotes", "\"".repeat(200_001));
    texts.put("indentation", deep());
    texts.put("many keys", keys());
    texts.put("one key many times", "a: b\n".repeat(40_000));
    texts.put(
        "many steps", GOOD.replace("outcomes:", "  - stort: x\n".repeat(9_000) + "outcomes:"));
    texts.put("many variables", in("DataRow[" + "$x|".repeat(50_000) + "$x]"));
    texts.put("a long pattern", in("Closed ".repeat(30_000) + "Closd"));
    texts.put("a deep pattern", in("(Closed|".repeat(25_000)));
    texts.put("a deep regular expression", in("DataRow[/" + "(".repeat(30_000) + "/]"));
    texts.put("many names", GOOD.replace("${n}", "${nn}".repeat(40_000)));
    texts.put("a long word", GOOD.replace("must", "m".repeat(200_000)));
    texts.put("a long id", GOOD.replace("TST-001", "T".repeat(200_000)));
    texts.put("a long time", GOOD.replace("3s", "9".repeat(100_000) + "s"));
    texts.put("many releases", GOOD.replace(">= 14", "1 - 2,".repeat(40_000)));
    texts.put(
        "much hexadecimal",
        GOOD.replace(
            "[{Query: \"select ${n}\"}, Sync]\n",
            "Sync\n    bytes: " + "00".repeat(100_000) + "0\n"));
    texts.put("an escape", GOOD.replace("A test", "\u001b[31m"));
    texts.put("a tab", GOOD.replace("\n  - hold", "\n\t- hold"));
    Map<String, byte[]> files = new LinkedHashMap<>();
    texts.forEach((name, text) -> files.put(name, octets(text)));
    files.put("zeros", new byte[200_000]);
    byte[] random = new byte[200_000];
    new Random(1).nextBytes(random);
    files.put("random octets", random);
    for (Charset charset :
        List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, Charset.forName("UTF-32"))) {
      files.put(charset.name(), GOOD.getBytes(charset));
    }
    files.put(
        "Latin 1", GOOD.replace("A test", "\u00c4 test").getBytes(StandardCharsets.ISO_8859_1));
    return files;
  }

  private static String deep() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      text.append(" ".repeat(i)).append("a:\n");
    }
    return text.toString();
  }

  private static String keys() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append("k").append(i).append(": v\n");
    }
    return text.toString();
  }

  static Stream<String> names() {
    return FILES.keySet().stream();
  }

  /** Reads a file, which is good or has faults that can be shown; whatever else fails the test. */
  private static List<FileError> read(byte[] content) {
    List<FileError> problems = Reading.problems(content);
    for (FileError problem : problems) {
      assertTrue(problem.place().line() >= 1 && problem.place().column() >= 1, problem.toString());
      assertTrue(problem.toString().chars().allMatch(c -> c >= ' '), problem.toString());
      assertTrue(problem.toString().length() < 1_500, problem.toString());
    }
    return problems;
  }

  @ParameterizedTest
  @MethodSource("names")
  void isRefusedAtOnce(String name) {
    byte[] content = FILES.get(name);
    assertFalse(assertTimeout(BOUND, () -> read(content)).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing | 1:1: the file is empty; a scenario begins with its id",
        "two documents | 40:1: a file holds one scenario; a second document begins here",
        "a bomb of aliases | 1:4: anchors (&name) are not part of the scenario language",
        "10 megabytes | 1:1: the file has 10000000 bytes; a scenario has at most 262144",
        "brackets | 1:41: this is nested more than 40 deep",
        "indentation | 41:41: this is nested more than 40 deep",
        "one key many times | 2:1: the field 'a' is written twice",
        "UTF-16 | 1:1: this is not UTF-8 text",
        "UTF-16LE | 1:2: the character U+0000 cannot stand in a file",
        "Latin 1 | 2:8: this is not UTF-8 text",
        "an escape | 2:8: the character U+001B cannot stand in a file",
        "a deep pattern | 20:174: the parentheses are nested too deep",
        "a long pattern | 20:210013: there is no message 'Closd'; did you mean 'Closed'?"
      })
  void isToldWhy(String name, String fault) {
    assertEquals("test.yaml:" + fault, read(FILES.get(name)).get(0).toString());
  }

  @ParameterizedTest
  @MethodSource("unusual")
  void isUnusualButGood(String content) {
    assertEquals(List.of(), read(octets(content)));
  }

  static Stream<String> unusual() {
    return Stream.of(
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        "%YAML 1.2\n---\n" + GOOD + "...\n",
        "# a comment\n\n" + GOOD,
        GOOD.replace("A test", "\ud83d\ude00 \u00e9 \u4e2d"),
        in("Closed ".repeat(10_000)));
  }

  @Property(tries = 150)
  void anyText(@ForAll @Size(max = 400) String text) {
    read(octets(text));
  }

  @Property(tries = 150)
  void anyOctets(@ForAll @Size(max = 400) byte[] content) {
    read(content);
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "id",
            "steps",
            "for all",
            "expect",
            "messages",
            "one of",
            "outcomes",
            ": ",
            ":",
            "- ",
            "\n",
            "\n  ",
            "\n    ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "\"",
            "'",
            "#",
            "&a",
            "*a",
            "!t",
            "|",
            ">-",
            "?",
            "$x",
            "${x}",
            "Closed",
            "DataRow[",
            "TST-001",
            "1..2",
            "3s",
            "true",
            "~",
            "\t",
            "\\",
            "%",
            "@",
            "`",
            "\u0000",
            "\u0085",
            "\ud83d\ude00")
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 250)
  void anyYaml(@ForAll("pieces") String text) {
    read(octets(text));
  }

  @Property(tries = 250)
  void aGoodFileWithSomethingElseInIt(
      @ForAll @IntRange(max = 2_000) int at,
      @ForAll @IntRange(max = 30) int left,
      @ForAll("pieces") String text) {
    int from = Math.min(at, GOOD.length());
    int to = Math.min(GOOD.length(), from + left);
    read(octets(GOOD.substring(0, from) + text + GOOD.substring(to)));
  }

  @Property(tries = 250)
  void aGoodFileWithOtherOctets(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 1_200) Integer> positions,
      @ForAll @Size(min = 5, max = 5) byte[] octets) {
    byte[] content = octets(GOOD);
    for (int i = 0; i < positions.size(); i++) {
      content[positions.get(i) % content.length] = octets[i];
    }
    read(content);
  }

  @Property(tries = 150)
  void aGoodFileWhoseLinesAreMixed(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 38) Integer> from,
      @ForAll @Size(min = 6, max = 6) List<@IntRange(max = 38) Integer> to) {
    List<String> lines = new java.util.ArrayList<>(GOOD.lines().toList());
    for (int i = 0; i < from.size(); i++) {
      lines.set(to.get(i), lines.get(from.get(i)));
    }
    read(octets(String.join("\n", lines)));
  }

  @Test
  void aFileIsNamedAsItIs() {
    assertEquals("a.yaml:3:4: x", new FileError(new Place("a.yaml", 3, 4), "x").toString());
  }
}
