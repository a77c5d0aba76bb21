package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.target.command.MortalServer;

/** What the page about target files shows can be used as it stands. */
class TargetFilesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "target-files.md");

  @TempDir private Path folder;

  private static List<String> examples() throws Exception {
    Matcher matcher = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(PAGE));
    return matcher.results().map(result -> result.group(1)).toList();
  }

  @Test
  void everyExampleIsRead() throws Exception {
    Files.writeString(folder.resolve("server.conf.template"), "port = ${port}\n");
    Map<String, String> environment =
        Map.of("APP_PASSWORD", "p", "STAGING_PASSWORD", "p", "SCRAM_PASSWORD", "p");
    Targets targets = new Targets(environment, folder, Optional.empty(), Optional.empty());
    List<String> examples = examples();
    assertEquals(3, examples.size());
    for (String example : examples) {
      Path file = Files.writeString(folder.resolve("example.yaml"), example);
      TargetSpec spec = targets.parse(file.toString());
      assertEquals(List.of(), targets.check(spec), example);
      assertTrue(example.startsWith("name: " + spec.displayName() + "\n"), example);
    }
  }

  @Test
  void noNumberGoesOutOfDateWithTheNextRequirement() throws Exception {
    assertFalse(Files.readString(PAGE).matches("(?s).*\\d requirements.*"));
  }

  @Test
  void theFirstExampleRuns() throws Exception {
    Path file = Files.writeString(folder.resolve("example.yaml"), examples().get(0));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path program =
        Files.writeString(
            folder.resolve("serve"),
            "#!/bin/sh\nexec %s -Xmx64m -XX:TieredStopAtLevel=1 -cp '%s' %s \"$2\"\n"
                .formatted(
                    java, System.getProperty("java.class.path"), MortalServer.class.getName()));
    assertTrue(program.toFile().setExecutable(true));
    Execution.of("probe", file)
        .gives(0, "my server, development build: ", "exclusive use", "started for this run");
  }

  @Test
  void theExampleOfTheLabIsGood() {
    Execution.of("lint ../ci/lab/postgresql.yaml").gives(0, "1 target file without errors");
    // A folder can hold both kinds of files.
    Execution.of("lint ../ci/lab/postgresql.yaml ../scenarios/ready")
        .gives(0, " and 1 target file without errors");
  }
}
