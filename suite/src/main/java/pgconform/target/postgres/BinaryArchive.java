package pgconform.target.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import pgconform.wire.Text;

/** Unpacks an artifact: a jar that contains one {@code .txz}. */
final class BinaryArchive {
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final Path root;

  private BinaryArchive(Path root) {
    this.root = root;
  }

  /**
   * Unpacks into an existing directory.
   *
   * @throws IOException if the archive is broken, or an entry of it would be written elsewhere
   */
  static void unpack(Path jar, Path root) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      List<? extends ZipEntry> archives =
          zip.stream().filter(entry -> entry.getName().endsWith(".txz")).toList();
      if (archives.size() != 1) {
        throw new IOException(jar + " holds " + archives.size() + " archives instead of one");
      }
      try (InputStream compressed = zip.getInputStream(archives.get(0));
          TarArchiveInputStream tar =
              new TarArchiveInputStream(
                  new XZCompressorInputStream(new BufferedInputStream(compressed)))) {
        BinaryArchive archive = new BinaryArchive(root.toRealPath());
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          archive.extract(entry, tar);
        }
      }
    }
  }

  private void extract(TarArchiveEntry entry, InputStream content) throws IOException {
    Path path = inside(root, entry.getName());
    if (path.equals(root)) {
      return;
    }
    makeDirectories(path.getParent());
    if (entry.isDirectory()) {
      makeDirectories(path);
    } else if (entry.isSymbolicLink()) {
      // The link is kept as it is, but must lead to a place inside.
      inside(path.getParent(), entry.getLinkName());
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(path, plainFile(inside(root, entry.getLinkName())));
    } else if (isPlainFile(entry)) {
      // This never overwrites anything that exists, such as a symbolic link.
      Files.copy(content, path);
      Files.setPosixFilePermissions(path, permissions(entry.getMode()));
    } else {
      throw new IOException("the archive holds neither file, directory nor link: " + path);
    }
  }

  /** Returns whether an entry is a plain file; for the library, a device is one as well. */
  private static boolean isPlainFile(TarArchiveEntry entry) {
    return entry.getLinkFlag() == TarConstants.LF_NORMAL
        || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
  }

  private Path inside(Path from, String name) throws IOException {
    Path path = from.resolve(name).normalize();
    if (Path.of(name).isAbsolute() || !path.startsWith(root)) {
      throw new IOException("an entry of the archive escapes: " + Text.quoted(name));
    }
    return path;
  }

  private static Path plainFile(Path path) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("a link in the archive leads to no file: " + path);
    }
    return path;
  }

  /** Creates the directories down to a path, without following symbolic links. */
  private void makeDirectories(Path path) throws IOException {
    if (path.equals(root)) {
      return;
    }
    makeDirectories(path.getParent());
    try {
      Files.createDirectory(path);
      // The umask must not apply, because the server may run as another user.
      Files.setPosixFilePermissions(path, DIRECTORY);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    return PosixFilePermissions.fromString((mode & 0111) != 0 ? "rwxr-xr-x" : "rw-r--r--");
  }
}
