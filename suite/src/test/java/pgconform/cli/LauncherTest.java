package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script that builds when needed: with a Java and a Maven that only tell how they are called.
 */
class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *ArchiveClassesAtExit*) echo archive; : >"$CHECKOUT/suite/target/pgconform.jsa" ;;
        *) printf 'java %s\\n' "$*" ;;
      esac >>"$LOG"
      exit "${STATUS:-0}"
      """;

  private static final String MAVEN =
      """
      #!/bin/sh
      echo maven >>"$LOG"
      [ -z "${BROKEN:-}" ] || { echo "[ERROR] $BROKEN"; exit 1; }
      mkdir -p "$CHECKOUT/suite/target"
      : >"$CHECKOUT/suite/target/pgconform.jar"
      """;

  @TempDir private Path folder;
  private Path checkout;
  private Path launcher;
  private Path log;
  private String output = "";

  @BeforeEach
  void checkOut() throws IOException {
    checkout = Files.createDirectory(folder.resolve("a checkout")).toRealPath();
    launcher = checkout.resolve("pgconform");
    log = folder.resolve("log");
    Files.copy(Path.of("..", "pgconform"), launcher);
    Files.createDirectories(checkout.resolve("suite/src/main/java"));
    Files.createDirectories(checkout.resolve("scenarios"));
    for (String name :
        List.of("pom.xml", "suite/pom.xml", "scenarios/pom.xml", "suite/src/main/java/A.java")) {
      Files.createFile(checkout.resolve(name));
    }
    executable("java", JAVA);
    executable("mvn", MAVEN);
  }

  private void executable(String name, String text) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path file = Files.writeString(bin.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs a command; what Java and Maven were asked for meanwhile, a line each. */
  private List<String> run(int status, Map<String, String> environment, String... command)
      throws Exception {
    Files.deleteIfExists(log);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().put("CHECKOUT", checkout.toString());
    builder.environment().put("LOG", log.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(status, process.waitFor(), output);
    List<String> calls = new ArrayList<>();
    if (Files.exists(log)) {
      Files.readAllLines(log).forEach(line -> calls.add(line.replaceAll("(?s)^java .*", "java")));
    }
    return calls;
  }

  private List<String> run() throws Exception {
    return run(0, Map.of(), launcher.toString(), "list");
  }

  /** Makes all files as old as each other, but for one that is saved now. */
  private void save(String name) throws IOException {
    FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    try (var files = Files.walk(checkout)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, before);
      }
    }
    Files.setLastModifiedTime(checkout.resolve(name), FileTime.from(Instant.now()));
  }

  @Test
  void buildsOnlyWhatHasChanged() throws Exception {
    assertEquals(List.of("maven", "archive", "java"), run());
    assertTrue(output.startsWith("pgconform: building for the first time: "), output);
    assertEquals(List.of("java"), run());
    assertEquals("", output);
    save("suite/src/main/java/A.java");
    assertEquals(List.of("maven", "archive", "java"), run());
    assertEquals("pgconform: building, since A.java has changed\n", output);
    assertEquals(List.of("java"), run());
  }

  @Test
  void makesTheClassArchiveAnewForANewerJar() throws Exception {
    run();
    save("suite/target/pgconform.jar");
    assertEquals(List.of("archive", "java"), run());
    assertEquals(List.of("java"), run());
  }

  @Test
  void runsThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), launcher);
    assertEquals(List.of("maven", "archive", "java"), run(0, Map.of(), link.toString(), "a b"));
    String call = Files.readString(log);
    assertTrue(call.contains("-Dpgconform.scenarios=" + checkout.resolve("scenarios")), call);
    assertTrue(call.contains("-Dpgconform.command=" + link), call);
    assertTrue(call.endsWith("-jar " + checkout.resolve("suite/target/pgconform.jar") + " a b\n"));
  }

  @Test
  void handsTheExitStatusOn() throws Exception {
    run();
    run(3, Map.of("STATUS", "3"), launcher.toString(), "run");
  }

  @Test
  void loadsTheAgentOnlyForTlsKeys() throws Exception {
    run();
    assertFalse(Files.readString(log).contains("-javaagent"));
    Path keys = folder.resolve("keys");
    for (String[] words : new String[][] {{"--tls-key-log", "keys"}, {"--tls-key-log=keys"}}) {
      List<String> command = new ArrayList<>(List.of(launcher.toString(), "run"));
      command.addAll(List.of(words));
      run(0, Map.of(), command.toArray(String[]::new));
      String call = Files.readString(log);
      assertTrue(call.contains("-javaagent:") && call.contains("=keys "), call);
      assertTrue(call.contains("-Dpgconform.tls-key-log=keys "), call);
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)));
      Files.delete(keys);
    }
  }

  @Test
  void saysOnceThatNoTlsKeysCanBeWritten() throws Exception {
    run();
    run(2, Map.of(), launcher.toString(), "run", "--tls-key-log", "/no/folder/x");
    assertEquals("pgconform: --tls-key-log: cannot write /no/folder/x", output.strip());
  }

  @Test
  void saysWhyItCannotBuild() throws Exception {
    assertEquals(
        List.of("maven"), run(2, Map.of("BROKEN", "A.java:1"), launcher.toString(), "list"));
    assertTrue(output.contains("[ERROR] A.java:1\npgconform: the build failed"), output);
    assertEquals(List.of(), run(2, Map.of("JAVA_HOME", "/nowhere"), launcher.toString(), "list"));
    assertTrue(output.startsWith("pgconform: JAVA_HOME is /nowhere, which has no"), output);
    assertEquals(1, output.lines().count(), output);
  }
}
