package pgconform.target.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Archives of all kinds, most of them hostile. */
class BinaryArchiveTest {
  @TempDir private Path work;
  private Path root;
  private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
  private TarArchiveOutputStream tar;

  @BeforeEach
  void begin() throws IOException {
    root = Files.createDirectory(work.resolve("root"));
    tar = new TarArchiveOutputStream(new XZOutputStream(packed, new LZMA2Options(0)));
  }

  private void file(String name, int mode, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(bytes.length);
    entry.setMode(mode);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private void link(String name, byte type, String target) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private Path jar(String... names) throws IOException {
    tar.close();
    Path jar = work.resolve("some.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(packed.toByteArray());
      }
    }
    return jar;
  }

  private void unpack() throws IOException {
    BinaryArchive.unpack(jar("META-INF/x", "postgres.txz"), root);
  }

  private void refuses() throws IOException {
    Path jar = jar("postgres.txz");
    assertThrows(IOException.class, () -> BinaryArchive.unpack(jar, root));
    assertFalse(Files.exists(work.resolve("evil")));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void keepsModesAndLinks() throws IOException {
    file("./bin/postgres", 0700, "program");
    file("lib/libpq.so.5.18", 0640, "library");
    link("lib/libpq.so", TarConstants.LF_SYMLINK, "libpq.so.5.18");
    link("lib/up", TarConstants.LF_SYMLINK, "../bin/postgres");
    link("share/same", TarConstants.LF_LINK, "lib/libpq.so.5.18");
    unpack();
    assertEquals("rwxr-xr-x", mode(root.resolve("bin")));
    assertEquals("rwxr-xr-x", mode(root.resolve("bin/postgres")));
    assertEquals("rw-r--r--", mode(root.resolve("lib/libpq.so.5.18")));
    assertEquals(Path.of("libpq.so.5.18"), Files.readSymbolicLink(root.resolve("lib/libpq.so")));
    assertEquals("program", Files.readString(root.resolve("lib/up")));
    assertEquals("library", Files.readString(root.resolve("share/same")));
  }

  @Test
  void refusesNamesThatEscape() throws IOException {
    file("lib/../../evil", 0644, "x");
    refuses();
  }

  @Test
  void refusesAbsoluteNames() throws IOException {
    file(work.resolve("evil").toString(), 0644, "x");
    refuses();
  }

  @Test
  void refusesLinksThatEscape() throws IOException {
    link("lib/link", TarConstants.LF_SYMLINK, "../../evil");
    refuses();
  }

  @Test
  void refusesAbsoluteLinks() throws IOException {
    link("lib/link", TarConstants.LF_SYMLINK, "/etc/passwd");
    refuses();
  }

  @Test
  void refusesHardLinksThatEscape() throws IOException {
    link("lib/link", TarConstants.LF_LINK, "../root2/evil");
    refuses();
  }

  @Test
  void refusesToWriteThroughLinks() throws IOException {
    file("lib/a", 0644, "old");
    link("link", TarConstants.LF_SYMLINK, "lib");
    file("link/b", 0644, "new");
    refuses();
    assertFalse(Files.exists(root.resolve("lib/b")));
  }

  @Test
  void refusesToWriteOverLinks() throws IOException {
    file("a", 0644, "old");
    link("b", TarConstants.LF_SYMLINK, "a");
    file("b", 0644, "new");
    refuses();
    assertEquals("old", Files.readString(root.resolve("a")));
  }

  @Test
  void refusesDevices() throws IOException {
    link("null", TarConstants.LF_CHR, "");
    refuses();
  }

  @Test
  void refusesJarsWithoutExactlyOneArchive() throws IOException {
    file("a", 0644, "x");
    Path none = jar("a.txt");
    assertTrue(
        assertThrows(IOException.class, () -> BinaryArchive.unpack(none, root))
            .getMessage()
            .endsWith("holds 0 archives instead of one"));
    Path two = jar("a.txz", "b.txz");
    assertThrows(IOException.class, () -> BinaryArchive.unpack(two, root));
  }

  @Test
  void refusesWhatIsNoArchive() throws IOException {
    packed.writeBytes(new byte[] {1, 2, 3});
    refuses();
  }
}
