package pgconform.target.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.process.RecursiveDelete;

/** The cache of binaries, with an artefact made up here. */
class BinaryCacheTest {
  private static final PostgresRelease RELEASE = PostgresRelease.newest();

  private Path root;
  private final ServerUser user = ServerUser.detect();

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createTempDirectory("pgconform-cache");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void removeRoot() throws IOException {
    RecursiveDelete.delete(root);
  }

  private BinaryCache cache() {
    return BinaryCache.of(
        user, Map.of("PGCONFORM_CACHE", root.resolve("cache").toString()), Path.of("/"));
  }

  private Path jar() throws IOException {
    Path jar = root.resolve("artefact.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("postgres-linux.txz"));
      TarArchiveOutputStream tar =
          new TarArchiveOutputStream(new XZOutputStream(zip, new LZMA2Options(0)));
      for (String name : List.of("bin/initdb", "bin/postgres")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(0755);
        entry.setSize(3);
        tar.putArchiveEntry(entry);
        tar.write("abc".getBytes(StandardCharsets.UTF_8));
        tar.closeArchiveEntry();
      }
      tar.close();
    }
    return jar;
  }

  @Test
  void isFilledOnce() throws IOException {
    Path jar = jar();
    AtomicInteger fetched = new AtomicInteger();
    List<CompletableFuture<Installation>> all =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(
                        () ->
                            cache()
                                .binaries(
                                    RELEASE,
                                    user,
                                    () -> {
                                      fetched.incrementAndGet();
                                      return jar;
                                    }),
                        task -> new Thread(task).start()))
            .limit(8)
            .toList();
    all.forEach(each -> assertTrue(each.join().isThere()));
    assertEquals(1, fetched.get());
  }

  @Test
  void neverUsesWhatIsHalfDone() throws IOException {
    Path directory = root.resolve("cache").resolve("postgres-" + RELEASE.artifactVersion());
    Path half = Files.createDirectories(directory.resolve(".new-123").resolve("bin"));
    Files.createFile(
        half.resolve("postgres"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Path jar = jar();
    Installation binaries = cache().binaries(RELEASE, user, () -> jar);
    assertTrue(binaries.isThere());
    assertFalse(Files.exists(directory.resolve(".new-123")));
    // Nor what someone has taken a part of since.
    Files.delete(binaries.initdb());
    assertTrue(cache().binaries(RELEASE, user, () -> jar).isThere());
  }

  @Test
  void leavesNothingBehindWhenItFails() throws IOException {
    Path broken = Files.writeString(root.resolve("broken.jar"), "no jar");
    TargetUnavailable failure =
        assertThrows(TargetUnavailable.class, () -> cache().binaries(RELEASE, user, () -> broken));
    assertTrue(failure.getMessage().contains("could not be unpacked"), failure.getMessage());
    Path directory = root.resolve("cache").resolve("postgres-" + RELEASE.artifactVersion());
    try (Stream<Path> entries = Files.list(directory)) {
      assertEquals(List.of(directory.resolve(".lock")), entries.toList());
    }
  }

  @Test
  void livesWhereItIsTold() {
    ServerUser self = ServerUser.detect();
    Path home = Path.of("/home/me");
    assertEquals(
        Path.of("/there"),
        BinaryCache.root(self, Map.of("PGCONFORM_CACHE", "/there", "XDG_CACHE_HOME", "/x"), home));
    if (self.name().isPresent()) {
      assertEquals(
          Path.of("/var/cache/pgconform"),
          BinaryCache.root(self, Map.of("XDG_CACHE_HOME", "/x"), home));
    } else {
      assertEquals(
          Path.of("/x/pgconform"), BinaryCache.root(self, Map.of("XDG_CACHE_HOME", "/x"), home));
      assertEquals(
          Path.of("/home/me/.cache/pgconform"),
          BinaryCache.root(self, Map.of("XDG_CACHE_HOME", "relative"), home));
    }
  }
}
