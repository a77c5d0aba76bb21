package pgconform.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.exchange.Subject;
import pgconform.exchange.ThrowAwayServer;
import pgconform.scenario.Place;
import pgconform.scenario.ServerStep;
import pgconform.scenario.ShutdownStep;
import pgconform.target.failure.BadTarget;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.postgres.PostgresRelease;

/** Servers that are started with the programs of a local installation. */
class LocalTargetTest {
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");

  @TempDir private Path folder;

  @BeforeEach
  void openToTheUserOfTheServer() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static ProbedTarget open(String words) {
    return new Targets(Map.of(), Path.of("/"), Optional.empty(), Optional.empty())
        .open(TargetSpec.parse(words));
  }

  /** Finds the newest PostgreSQL of Debian's packages. */
  private static Path installed() throws IOException {
    if (Files.isDirectory(PACKAGES)) {
      try (Stream<Path> series = Files.list(PACKAGES)) {
        Optional<Path> newest =
            series
                .filter(each -> Files.isExecutable(each.resolve("bin").resolve("initdb")))
                .max(Comparator.comparing(each -> Integer.valueOf(each.getFileName().toString())));
        if (newest.isPresent()) {
          return newest.get();
        }
      }
    }
    if (System.getenv("CI") != null) {
      fail("no PostgreSQL is installed in " + PACKAGES);
    }
    System.out.println("left out: a server of " + PACKAGES + ", because none is installed");
    assumeTrue(false, "no PostgreSQL is installed in " + PACKAGES);
    return PACKAGES;
  }

  @ParameterizedTest
  @CsvSource({
    "postgres:/opt/pg/bin, postgres:/opt/pg/bin",
    "postgres:build, postgres:build",
    "postgres:/opt/postgresql@16/bin, postgres:/opt/postgresql@16/bin",
    "postgres:/opt/pg/?work_mem=1MB&ssl=off, postgres:/opt/pg?ssl=off&work_mem=1MB",
  })
  void words(String words, String name) {
    TargetSpec spec = TargetSpec.parse(words);
    assertEquals(name, spec.displayName());
    assertEquals(spec, TargetSpec.parse(name));
    assertTrue(TargetSpec.couldName(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres:",
        "postgres:?ssl=off",
        "postgres:/a\u0000b",
        "postgres:/a\nb",
        "postgres:me:hunter2@there/db",
        "postgres:/me:hunter2@there/db"
      })
  void wordsThatAreNoDirectory(String words) {
    String message = assertThrows(BadTarget.class, () -> TargetSpec.parse(words)).getMessage();
    assertTrue(message.contains("write postgres:DIR"), message);
    assertFalse(message.contains("hunter2"), message);
  }

  private String failure() {
    return assertThrows(TargetUnavailable.class, () -> open("postgres:" + folder)).getMessage();
  }

  private Path program(String name, byte[] content) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.setPosixFilePermissions(bin, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path program = Files.write(bin.resolve(name), content);
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path script(String name, String text) throws IOException {
    return program(name, ("#!/bin/sh\n" + text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void directoriesWithoutPostgres() throws IOException {
    String nowhere = folder.resolve("nowhere").toString();
    assertEquals(
        "the directory " + nowhere + " does not exist",
        assertThrows(TargetUnavailable.class, () -> open("postgres:" + nowhere)).getMessage());
    assertTrue(failure().contains(" holds no postgres: name the bin directory of "), failure());
    Path postgres = script("postgres", "echo 'postgres (PostgreSQL) 18.0'");
    assertTrue(failure().contains("/bin holds no initdb: "), failure());
    Path initdb = script("initdb", "exit 7");
    String file = "postgres:" + postgres;
    assertEquals(
        postgres + " is not a directory",
        assertThrows(TargetUnavailable.class, () -> open(file)).getMessage());
    assertTrue(failure().startsWith("initdb failed (status 7)"), failure());
    Files.setPosixFilePermissions(initdb, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(initdb.toRealPath() + " is not executable", failure());
  }

  @Test
  void programsThatAreNotPostgres() throws IOException {
    script("initdb", "exit 7");
    script("postgres", "echo 'psql (PostgreSQL) 15.18'; echo more");
    assertTrue(
        failure().endsWith(" with --version it prints \"psql (PostgreSQL) 15.18\""), failure());
    script("postgres", "echo no libssl.so.9 >&2; exit 3");
    assertTrue(failure().contains("/postgres --version failed (status 3):"), failure());
    assertTrue(failure().endsWith("no libssl.so.9"), failure());
    // The number of a processor that nobody has made.
    program(
        "postgres",
        ByteBuffer.allocate(64).putInt(0x7f454c46).putShort(18, (short) 0x7777).array());
    assertTrue(failure().endsWith("/bin/postgres is built for another processor"), failure());
  }

  @Test
  @Tag("embedded")
  void aServerOfAPackageHasWhatAnEmbeddedOneHas() throws IOException {
    Path series = installed();
    List<Path> before = files(series);
    try (ProbedTarget target = open("postgres:" + series.resolve("bin"))) {
      judgeable(target, series.getFileName().toString());
    }
    assertEquals(before, files(series));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.sorted().toList();
    }
  }

  @Test
  @Tag("embedded")
  void soHasOneThatIsTakenFromTheCache() {
    Path bin = PostgresRelease.parse("9.6").find().bin();
    try (ProbedTarget target = open("postgres:" + bin.getParent() + "?max_connections=61")) {
      assertEquals("postgres:" + bin.getParent() + "?max_connections=61", target.subject().name());
      judgeable(target, "9.6");
    }
  }

  private static void judgeable(ProbedTarget target, String series) {
    Subject.Server subject = target.subject();
    assertEquals("PostgreSQL", target.product());
    assertTrue(target.version().startsWith(series + "."), target.version());
    assertEquals(series, series(subject));
    assertTrue(
        subject.capabilities().stream()
            .map(Object::toString)
            .toList()
            .containsAll(
                Set.of("tls", "unix socket", "md5 login", "hostssl login", "throw-away server")),
        subject.capabilities().toString());
    ThrowAwayServer.Factory servers = subject.throwAway().orElseThrow();
    ServerStep wanted = new ServerStep(new Place("test", 1, 1), ServerStep.State.RUNNING, Map.of());
    for (int i = 0; i < 2; i++) {
      try (ThrowAwayServer server = servers.start(wanted)) {
        server.shutDown(ShutdownStep.Mode.FAST);
      }
    }
  }

  private static String series(Subject.Server subject) {
    return subject.postgresql().orElseThrow().toString().replaceFirst("\\.\\d+$", "");
  }
}
