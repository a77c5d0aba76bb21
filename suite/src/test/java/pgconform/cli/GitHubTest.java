package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pgconform.cli.Pipeline.ROOT;
import static pgconform.cli.Pipeline.at;
import static pgconform.cli.Pipeline.documents;
import static pgconform.cli.Pipeline.url;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.testing.Fault;
import pgconform.testing.PostgresLike;
import pgconform.testing.ScriptedServer;

/** The actions and the workflow for GitHub: what their steps run does what it is there for. */
class GitHubTest {
  private static final String WORKFLOW = ".github/workflows/judge.yml";
  private static final Pattern INPUT = Pattern.compile("inputs\\.([a-z]+)");

  @TempDir private Path folder;
  private Pipeline pipeline;

  @BeforeEach
  void pipeline() {
    pipeline = new Pipeline(folder);
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
    String program = pipeline.program("-s CAN-002 -s BKD-001 --tries 1").toString();
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
        assertEquals(0, pipeline.run(environment, List.of(scripts + "/judge")), pipeline.log());
      }
    }
    Map<String, String> environment =
        Map.of(
            "PGCONFORM", pipeline.program("").toString(),
            "PGCONFORM_REPORTS", "parts",
            "GITHUB_OUTPUT", output.toString(),
            "GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());
    assertEquals(1, pipeline.run(environment, List.of(scripts + "/join")), pipeline.log());
    String told = Files.readString(output);
    assertTrue(told.contains("verdict=red\n") && told.contains("counts=1 "), told);
    assertTrue(Files.readString(folder.resolve("summary")).contains("CAN-002"));
  }

  @Test
  void theStepOfTheActionHandsItsInputsOn() throws Exception {
    Map<?, ?> variables = (Map<?, ?>) at(documents("action.yml").get(0), "runs", "steps", 1, "env");
    Path said = folder.resolve("said");
    Path program = pipeline.script("#!/bin/sh\nprintf '%s\\n' \"$@\" >'" + said + "'\n");
    Map<String, String> environment = new TreeMap<>();
    for (Object name : variables.keySet()) {
      environment.put(name.toString(), name + "; $(touch here) 'a'");
    }
    environment.putAll(Map.of("PGCONFORM_STRICT", "true", "PGCONFORM_GENTLE", "true"));
    environment.put("PGCONFORM", program.toString());
    environment.put("PGCONFORM_REPORT", "report");
    environment.put("GITHUB_OUTPUT", folder.resolve("output").toString());
    pipeline.run(environment, List.of(ROOT.resolve("ci/github/judge").toRealPath().toString()));
    List<String> words = new ArrayList<>(List.of("run", "--out", "report"));
    for (String option : List.of("profile", "expectations", "effort", "time-budget")) {
      words.add("--" + option);
      words.add(environment.get("PGCONFORM_" + option.toUpperCase(Locale.ROOT).replace('-', '_')));
    }
    words.addAll(List.of("--strict", "--gentle", "--shard", environment.get("PGCONFORM_SHARD")));
    words.addAll(List.of("--gate-later", environment.get("PGCONFORM_TARGET")));
    assertEquals(words, Files.readAllLines(said));
    assertFalse(Files.exists(folder.resolve("here")));
  }

  @Test
  void theStepOfTheActionTellsGitHub() throws Exception {
    Path output = folder.resolve("output");
    try (ScriptedServer server = PostgresLike.start(Fault.WRONG_SQLSTATE_OF_CANCEL)) {
      Map<String, String> environment =
          Map.of(
              "PGCONFORM", pipeline.program("-s CAN-002 -s BKD-001").toString(),
              "PGCONFORM_TARGET", url(server),
              "PGCONFORM_EFFORT", "smoke",
              "PGCONFORM_REPORT", folder.resolve("report").toString(),
              "GITHUB_OUTPUT", output.toString());
      String judge = ROOT.resolve("ci/github/judge").toRealPath().toString();
      assertEquals(1, pipeline.run(environment, List.of(judge)), pipeline.log());
    }
    String told = Files.readString(output);
    assertTrue(told.contains("verdict=red\n"), told);
    assertTrue(told.contains("1 fail") && told.contains("1 pass"), told);
    assertTrue(told.contains("report=" + folder.resolve("report")), told);
  }
}
