package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.cli.Pipeline.at;
import static pgconform.cli.Pipeline.documents;
import static pgconform.cli.Pipeline.url;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.testing.Fault;
import pgconform.testing.PostgresLike;
import pgconform.testing.ScriptedServer;
import tools.jackson.databind.json.JsonMapper;

/** The jobs of Kubernetes and GitLab: their command lines do what they are there for. */
class PipelinesTest {
  @TempDir private Path folder;
  private Pipeline pipeline;

  @BeforeEach
  void pipeline() {
    pipeline = new Pipeline(folder);
  }

  @Test
  void theJobsOfKubernetesJudgeInPartsWhatARunJudgesAtOnce() throws Exception {
    Map<?, ?> judge = documents("ci/kubernetes/judge.yaml").get(0);
    Object completions = at(judge, "spec", "completions");
    assertEquals(completions.toString(), at(container(judge), "env", 1, "value"));
    Path whole = folder.resolve("whole");
    try (ScriptedServer server = PostgresLike.start(Fault.WRONG_SQLSTATE_OF_CANCEL)) {
      Path program =
          pipeline.program(
              "-s CAN-00* -s BKD-00* -s STA-001 -s ENC-015 -s AUT-001 --tries 1 --seed 7");
      for (int i = 0; i < (int) completions; i++) {
        Map<String, String> environment =
            Map.of(
                "TARGET", url(server),
                "PGCONFORM_SHARDS", completions.toString(),
                "JOB_COMPLETION_INDEX", Integer.toString(i));
        assertEquals(
            0,
            pipeline.run(environment, words(program, container(judge), environment)),
            pipeline.log());
      }
      assertEquals(
          1,
          pipeline.run(
              Map.of(),
              List.of(program.toString(), "run", url(server), "--out", whole.toString())));
    }
    Map<?, ?> merge = documents("ci/kubernetes/merge.yaml").get(0);
    assertEquals(
        1, pipeline.run(Map.of(), words(pipeline.program(""), container(merge), Map.of())));
    Map<String, String> joined = verdicts(folder.resolve("reports/all"));
    assertEquals(verdicts(whole), joined);
    assertTrue(
        Set.copyOf(joined.values()).containsAll(Set.of("pass", "fail", "unsupported")),
        joined.toString());
  }

  private static Map<String, String> verdicts(Path report) throws IOException {
    Map<String, String> verdicts = new TreeMap<>();
    JsonMapper.shared()
        .readTree(Files.readString(report.resolve("report.json")))
        .get("results")
        .forEach(each -> verdicts.put(each.get("id").asString(), each.get("verdict").asString()));
    return verdicts;
  }

  private static Map<?, ?> container(Map<?, ?> job) {
    return (Map<?, ?>) at(job, "spec", "template", "spec", "containers", 0);
  }

  /** The words of a container's command line, with $(NAME) replaced as Kubernetes does. */
  private List<String> words(Path program, Map<?, ?> container, Map<String, String> environment) {
    List<String> words = new ArrayList<>(List.of(program.toString()));
    for (Object each : (List<?>) container.get("args")) {
      String word = each.toString().replace("/reports", folder.resolve("reports").toString());
      for (Map.Entry<String, String> variable : environment.entrySet()) {
        word = word.replace("$(" + variable.getKey() + ")", variable.getValue());
      }
      words.add(word);
    }
    return words;
  }

  @Test
  void theJobsOfGitLabJudgeInPartsAndJoin() throws Exception {
    Map<?, ?> jobs = documents("ci/gitlab/pgconform.yml").get(1);
    String judge = at(jobs, "pgconform", "script", 0).toString();
    String merge = at(jobs, "pgconform merge", "script", 0).toString();
    String path = folder + ":" + System.getenv("PATH");
    try (ScriptedServer server = PostgresLike.start()) {
      pipeline.program("-s CAN-002 -s BKD-001 --tries 1");
      for (String part : List.of("1", "2")) {
        Map<String, String> environment =
            Map.of(
                "PATH",
                path,
                "PGCONFORM_TARGET",
                url(server),
                "PGCONFORM_EFFORT",
                "smoke",
                "CI_NODE_INDEX",
                part,
                "CI_NODE_TOTAL",
                "2");
        assertEquals(0, pipeline.run(environment, List.of("sh", "-c", judge)), pipeline.log());
      }
    }
    pipeline.program("");
    assertEquals(0, pipeline.run(Map.of("PATH", path), List.of("sh", "-c", merge)));
    assertTrue(Files.exists(folder.resolve("report/junit.xml")));
  }
}
