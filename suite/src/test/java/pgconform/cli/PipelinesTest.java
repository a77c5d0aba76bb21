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
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import pgconform.testing.Fault;
import pgconform.testing.PostgresLike;
import pgconform.testing.ScriptedServer;

/**
 * The examples for pipelines: they are YAML, and their command lines do what they are there for.
 */
class PipelinesTest {
  private static final Path ROOT = Path.of("..");

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
        "#!/bin/sh\nexec '%s' -cp '%s' %s \"$@\" %s\n"
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
  void theActionPutsNoInputIntoAProgram() throws Exception {
    Map<?, ?> action = documents("action.yml").get(0);
    for (Object step : (List<?>) at(action, "runs", "steps")) {
      Object run = ((Map<?, ?>) step).get("run");
      assertFalse(run != null && run.toString().contains("${{"), String.valueOf(run));
    }
    assertEquals("\"$GITHUB_ACTION_PATH/ci/github/judge\"", at(action, "runs", "steps", 1, "run"));
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
  void theJobsOfKubernetesJudgeInPartsAndJoin() throws Exception {
    Map<?, ?> judge = documents("ci/kubernetes/judge.yaml").get(0);
    Object completions = at(judge, "spec", "completions");
    assertEquals(completions.toString(), at(container(judge), "env", 1, "value"));
    try (ScriptedServer server = PostgresLike.start(Fault.WRONG_SQLSTATE_OF_CANCEL)) {
      Path program = program("-s CAN-002 -s BKD-001 -s STA-001 -s AUT-001 --tries 1");
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
    }
    Map<?, ?> merge = documents("ci/kubernetes/merge.yaml").get(0);
    assertEquals(1, run(Map.of(), words(program(""), container(merge), Map.of())));
    assertTrue(
        Files.readString(folder.resolve("log")).contains("4 results of 1 target"),
        Files.readString(folder.resolve("log")));
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
