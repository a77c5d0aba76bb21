package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import pgconform.testing.Fault;
import pgconform.testing.PostgresLike;
import pgconform.testing.ScriptedServer;
import tools.jackson.databind.json.JsonMapper;

/**
 * The examples for pipelines: they are YAML, and their command lines do what they are there for.
 */
class PipelinesTest {
  private static final Path ROOT = Path.of("..");
  private static final String WORKFLOW = ".github/workflows/judge.yml";
  private static final Pattern INPUT = Pattern.compile("inputs\\.([a-z]+)");

  @TempDir private Path folder;

  private static List<Map<?, ?>> documents(String file) throws IOException {
    Load load = new Load(LoadSettings.builder().build());
    return StreamSupport.stream(
            load.loadAllFromString(Files.readString(ROOT.resolve(file))).spliterator(), false)
        .<Map<?, ?>>map(Map.class::cast)
        .toList();
  }

  private static Object at(Object node, Object... path) {
    Object found = node;
    for (Object step : path) {
      found =
          step instanceof Integer index
              ? ((List<?>) found).get(index)
              : ((Map<?, ?>) found).get(step);
    }
    return found;
  }

  private static String url(ScriptedServer server) {
    return "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
  }

  /** A program that runs the command with the classes of the test, and judges little. */
  private Path program(String more) throws IOException {
    Path program = folder.resolve("pgconform");
    Files.writeString(
        program,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s \"$@\" %s\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Main.class.getName(),
                more));
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int run(Map<String, String> environment, List<String> words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), Files.readString(folder.resolve("log")));
    return process.exitValue();
  }

  @Test
  void noInputOfGitHubIsPutIntoAProgram() throws Exception {
    List<Object> steps = new ArrayList<>();
    for (String file : List.of("action.yml", "ci/github/merge/action.yml")) {
      steps.addAll((List<?>) at(documents(file).get(0), "runs", "steps"));
    }
    Map<?, ?> jobs = (Map<?, ?>) at(documents(WORKFLOW).get(0), "jobs");
    jobs.values().forEach(job -> steps.addAll((List<?>) at(job, "steps")));
    List<String> programs = new ArrayList<>();
    for (Object step : steps) {
      Object run = ((Map<?, ?>) step).get("run");
      if (run != null) {
        assertFalse(run.toString().contains("${{"), run.toString());
        programs.add(run.toString());
      }
    }
    assertEquals(
        List.of("\"$GITHUB_ACTION_PATH/ci/github/judge\"", "\"$GITHUB_ACTION_PATH/../join\""),
        programs);
  }

  @Test
  void theWorkflowUsesTheActionsWithTheirInputs() throws Exception {
    Map<?, ?> workflow = documents(WORKFLOW).get(0);
    Map<String, String> actions =
        Map.of(
            "pgconform/pgconform@main", "action.yml",
            "pgconform/pgconform/ci/github/merge@main", "ci/github/merge/action.yml");
    List<String> used = new ArrayList<>();
    for (Object job : ((Map<?, ?>) at(workflow, "jobs")).values()) {
      for (Object step : (List<?>) at(job, "steps")) {
        String action = actions.get(at(step, "uses").toString());
        if (action != null) {
          used.add(action);
          Map<?, ?> inputs = (Map<?, ?>) at(documents(action).get(0), "inputs");
          Map<?, ?> given = (Map<?, ?>) at(step, "with");
          assertTrue(inputs.keySet().containsAll(given.keySet()), given.toString());
          String all = given.toString();
          Map<?, ?> declared = (Map<?, ?>) at(workflow, "on", "workflow_call", "inputs");
          INPUT
              .matcher(all)
              .results()
              .forEach(input -> assertTrue(declared.containsKey(input.group(1)), all));
        }
      }
    }
    assertEquals(List.of("action.yml", "ci/github/merge/action.yml"), used);
    Object matrix = at(workflow, "jobs", "judge", "strategy", "matrix");
    assertEquals("${{ fromJSON(inputs.targets) }}", at(matrix, "target"));
    assertEquals("${{ fromJSON(inputs.parts) }}", at(matrix, "part"));
  }

  /** What the jobs of the workflow do, each in its order. */
  @Test
  void theJobsOfTheWorkflowJudgeInPartsAndJoin() throws Exception {
    Path output = folder.resolve("output");
    String program = program("-s CAN-002 -s BKD-001 --tries 1").toString();
    String scripts = ROOT.resolve("ci/github").toRealPath().toString();
    try (ScriptedServer server = PostgresLike.start(Fault.WRONG_SQLSTATE_OF_CANCEL)) {
      for (int part = 1; part <= 2; part++) {
        Map<String, String> environment =
            Map.of(
                "PGCONFORM", program,
                "PGCONFORM_TARGET", url(server),
                "PGCONFORM_SHARD", part + "/2",
                "PGCONFORM_REPORT", folder.resolve("parts/a part-" + part).toString(),
                "GITHUB_OUTPUT", folder.resolve("of parts").toString());
        assertEquals(
            0,
            run(environment, List.of(scripts + "/judge")),
            Files.readString(folder.resolve("log")));
      }
    }
    Map<String, String> environment =
        Map.of(
            "PGCONFORM", program("").toString(),
            "PGCONFORM_REPORTS", "parts",
            "GITHUB_OUTPUT", output.toString(),
            "GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());
    assertEquals(
        1, run(environment, List.of(scripts + "/join")), Files.readString(folder.resolve("log")));
    String told = Files.readString(output);
    assertTrue(told.contains("verdict=red\n") && told.contains("counts=1 "), told);
    assertTrue(Files.readString(folder.resolve("summary")).contains("CAN-002"));
  }

  @Test
  void theStepOfTheActionTellsGitHub() throws Exception {
    Path output = folder.resolve("output");
    try (ScriptedServer server = PostgresLike.start(Fault.WRONG_SQLSTATE_OF_CANCEL)) {
      Map<String, String> environment =
          Map.of(
              "PGCONFORM", program("-s CAN-002 -s BKD-001").toString(),
              "PGCONFORM_TARGET", url(server),
              "PGCONFORM_EFFORT", "smoke",
              "PGCONFORM_REPORT", folder.resolve("report").toString(),
              "GITHUB_OUTPUT", output.toString());
      String judge = ROOT.resolve("ci/github/judge").toRealPath().toString();
      assertEquals(1, run(environment, List.of(judge)), Files.readString(folder.resolve("log")));
    }
    String told = Files.readString(output);
    assertTrue(told.contains("verdict=red\n"), told);
    assertTrue(told.contains("1 fail") && told.contains("1 pass"), told);
    assertTrue(told.contains("report=" + folder.resolve("report")), told);
  }

  @Test
  void theJobsOfKubernetesJudgeInPartsWhatARunJudgesAtOnce() throws Exception {
    Map<?, ?> judge = documents("ci/kubernetes/judge.yaml").get(0);
    Object completions = at(judge, "spec", "completions");
    assertEquals(completions.toString(), at(container(judge), "env", 1, "value"));
    Path whole = folder.resolve("whole");
    try (ScriptedServer server = PostgresLike.start(Fault.WRONG_SQLSTATE_OF_CANCEL)) {
      Path program =
          program("-s CAN-00* -s BKD-00* -s STA-001 -s ENC-015 -s AUT-001 --tries 1 --seed 7");
      for (int i = 0; i < (int) completions; i++) {
        Map<String, String> environment =
            Map.of(
                "TARGET", url(server),
                "PGCONFORM_SHARDS", completions.toString(),
                "JOB_COMPLETION_INDEX", Integer.toString(i));
        assertEquals(
            0,
            run(environment, words(program, container(judge), environment)),
            Files.readString(folder.resolve("log")));
      }
      assertEquals(
          1,
          run(
              Map.of(),
              List.of(program.toString(), "run", url(server), "--out", whole.toString())));
    }
    Map<?, ?> merge = documents("ci/kubernetes/merge.yaml").get(0);
    assertEquals(1, run(Map.of(), words(program(""), container(merge), Map.of())));
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
      program("-s CAN-002 -s BKD-001 --tries 1");
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
        assertEquals(
            0,
            run(environment, List.of("sh", "-c", judge)),
            Files.readString(folder.resolve("log")));
      }
    }
    program("");
    assertEquals(0, run(Map.of("PATH", path), List.of("sh", "-c", merge)));
    assertTrue(Files.exists(folder.resolve("report/junit.xml")));
  }
}
