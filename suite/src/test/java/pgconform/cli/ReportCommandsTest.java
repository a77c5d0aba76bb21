package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;
import pgconform.testing.Fault;
import pgconform.testing.PostgresLike;
import pgconform.testing.ScriptedServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reports that a run has written, as other commands and other programs read them. */
class ReportCommandsTest {
  @TempDir private static Path folder;
  private static Path good;
  private static Path bad;

  @BeforeAll
  static void judge() {
    good = folder.resolve("good");
    bad = folder.resolve("bad");
    try (ScriptedServer server = PostgresLike.start()) {
      run(server, good).gives(0, "reports: " + good);
    }
    try (ScriptedServer server = PostgresLike.start(Fault.WRONG_SQLSTATE_OF_CANCEL)) {
      run(server, bad).gives(1, "fail  CAN-002", "again ", "as a file  " + bad);
    }
  }

  private static Execution run(ScriptedServer server, Path out) {
    String url = "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
    return Execution.of("run --tries 2 --seed 1 -s CAN-002 -s BKD-001 -s CAN-017 --out", out, url);
  }

  private static List<JsonNode> results(Path report) {
    JsonNode tree = JsonMapper.builder().build().readTree(report.resolve("report.json").toFile());
    return StreamSupport.stream(tree.get("results").spliterator(), false).toList();
  }

  private static long withVerdict(List<JsonNode> results, String verdict) {
    return results.stream().filter(r -> r.get("verdict").asString().equals(verdict)).count();
  }

  @Test
  void junitSaysTheSameAsJson() throws Exception {
    for (Path report : List.of(good, bad)) {
      List<JsonNode> results = results(report);
      var xml =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(report.resolve("junit.xml").toFile());
      NodeList cases = xml.getElementsByTagName("testcase");
      List<String> names =
          IntStream.range(0, cases.getLength())
              .mapToObj(i -> cases.item(i).getAttributes().getNamedItem("name").getNodeValue())
              .map(name -> name.replaceAll(" .*", ""))
              .sorted()
              .toList();
      assertEquals(results.stream().map(r -> r.get("id").asString()).sorted().toList(), names);
      assertEquals(
          withVerdict(results, "unsupported"), xml.getElementsByTagName("skipped").getLength());
      assertEquals(withVerdict(results, "fail"), xml.getElementsByTagName("failure").getLength());
    }
  }

  @Test
  void whoJudgesTooLittleIsNotGreen() {
    try (ScriptedServer server = PostgresLike.start()) {
      String url = "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
      Path out = folder.resolve("few");
      Execution.of("run --tries 1 --seed 1 -s CAN-017 --out", out, url)
          .gives(
              3,
              "0 of 1 judged",
              "not judged:\n  1: lacks direct tls\n",
              "0 of 1 requirements were judged, but at least 1 must be");
      Execution.of("run --tries 1 --seed 1 -s CAN-017 -s BKD-001 --out", out, url)
          .gives(0, "1 of 2 judged");
      Execution.of("run --tries 1 --seed 1 -s CAN-017 -s BKD-001 --at-least 2 --out", out, url)
          .gives(3, "1 of 2 requirements were judged, but at least 2 must be");
      Execution.of("run --tries 1 --seed 1 -s CAN-017 --shard 1/1 --out", out, url).gives(0);
      Execution.of("merge --out", folder.resolve("merged"), out)
          .gives(
              3, "0 of 1 judged", "not judged:\n  1: lacks direct tls", "but at least 1 must be");
    }
  }

  @Test
  void aShardWhoseReportIsMissingIsNotGreen() throws Exception {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    try (ScriptedServer server = PostgresLike.start()) {
      String url = "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
      String both = "run --tries 1 --seed 1 -s BKD-001 -s CAN-002 --shard ";
      Execution.of(both + "01/2 --out", first, url).gives(0);
      Execution.of(both + "2/2 --out", second, url).gives(0);
    }
    assertTrue(Files.readString(first.resolve("report.json")).contains("\"shard\" : \"1/2\""));
    Path merged = folder.resolve("merged");
    Execution.of("merge --out", merged, first)
        .gives(3, "pgconform: shard 2/2 is missing: its report is not among those that are merged");
    assertEquals(1, results(merged).size());
    Execution.of("merge --out", merged, first, second).gives(0, "2 of 2 judged");
  }

  @Test
  void theGateCanBeLeftToMerge() {
    Path out = folder.resolve("later");
    try (ScriptedServer server = PostgresLike.start(Fault.WRONG_SQLSTATE_OF_CANCEL)) {
      String url = "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
      Execution.of("run --tries 1 --seed 1 -s CAN-002 --gate-later --out", out, url)
          .gives(0, "fail  CAN-002");
    }
    Execution.of("merge --out", folder.resolve("gate"), out).gives(1);
    Execution.of("run --gate-later --scenario CAN-999").gives(2, "CAN-999");
  }

  @Test
  void aScriptCompletesCommandsAndOptions() {
    Execution.of("completion")
        .gives(0, "complete -F _complete_pgconform", "--gate-later", "replay");
  }

  @Test
  void joinedReportsHaveTheStatusOfTheWhole() throws Exception {
    Path all = folder.resolve("all");
    Execution.of("merge --out", all, good, bad)
        .gives(1, "6 results of 2 targets, 4 of 6 judged: " + all);
    assertEquals(6, results(all).size());
    for (String name : List.of("report.html", "junit.xml", "summary.md", "badge.svg")) {
      assertTrue(Files.size(all.resolve(name)) > 0, name);
    }
    Execution.of("merge --out", folder.resolve("one"), good).gives(0, "3 results of 1 target");
    Execution.of("merge --out", folder.resolve("twice"), good, good).gives(2, " and in ");
  }

  @Test
  void whatGotWorseIsToldAndRed() {
    Execution.of("diff", good, bad).gives(1, "worse", "CAN-002   pass -> fail", "1 changed, 1 of");
    Execution.of("diff --markdown", good, bad).gives(1, "| CAN-002 |");
    Execution.of("diff", bad, good).gives(0, "fail -> pass");
    Execution.of("diff", good, good).gives(0);
  }

  @Test
  void aFailureCanBeReplayed() throws Exception {
    Path scenario;
    try (var files = Files.newDirectoryStream(bad.resolve("traces"), "CAN-002-*.yaml")) {
      scenario = files.iterator().next();
    }
    Execution.of("lint", scenario).gives(0, "1 scenario ");
    try (ScriptedServer server = PostgresLike.start(Fault.WRONG_SQLSTATE_OF_CANCEL)) {
      String url = "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
      Execution.of("replay --out", folder.resolve("replay"), scenario, url)
          .gives(1, "fail         CAN-002");
    }
  }
}
