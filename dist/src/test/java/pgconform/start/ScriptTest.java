package pgconform.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The beginning of the executable jar, with a Java that only says how it was called. */
class ScriptTest {
  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then
        echo 'openjdk version "%s" 2026-01-01' >&2
        exit
      fi
      for word; do
        case $word in -XX:ArchiveClassesAtExit=*) echo archive >"${word#*=}" ;; esac
      done
      echo "$@" >>calls
      """;

  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    executable("pgconform", Files.readString(Path.of("src/main/sh/pgconform")));
    java("17.0.9");
  }

  private void java(String version) throws IOException {
    executable("java", JAVA.formatted(version));
  }

  private void executable(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-10-25T00:30:00Z")));
  }

  /** What it says when it starts in a time zone. */
  private String start(int status, String zone, String... words) throws Exception {
    Path log = folder.resolve("log");
    ProcessBuilder builder = new ProcessBuilder("./pgconform").directory(folder.toFile());
    builder.command().addAll(List.of(words));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_HOME", "PGCONFORM_JAVA_OPTS"));
    builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().put("TZ", zone);
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), Files.readString(log));
    assertEquals(status, process.exitValue(), Files.readString(log));
    return Files.readString(log);
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(folder.resolve("calls"));
  }

  @Test
  void classesAreArchivedOnceWhateverTheTimeZone() throws Exception {
    start(0, "UTC", "run", "some where");
    start(0, "Asia/Kathmandu", "run", "some where");
    assertEquals(3, calls().size(), calls().toString());
    assertTrue(calls().get(0).contains("pgconform.cli.Preload"), calls().get(0));
    assertTrue(calls().get(1).endsWith("-jar ./pgconform run some where"), calls().get(1));
    assertEquals(calls().get(1), calls().get(2));
  }

  @Test
  void anotherJavaHasAnotherArchive() throws Exception {
    start(0, "UTC", "list");
    java("21.0.10");
    start(0, "UTC", "list");
    assertEquals(4, calls().size(), calls().toString());
    assertTrue(calls().get(2).contains("pgconform.cli.Preload"), calls().get(2));
  }

  @Test
  void anOldJavaIsToldOf() throws Exception {
    java("11.0.2");
    String said = start(2, "UTC", "list");
    assertTrue(
        said.contains("java is Java 11, and pgconform needs Java 17 or newer: install one"), said);
  }
}
