package pgconform.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The folder of a report while it is being written. Nobody else can write to it in the meantime,
 * the files of an earlier report are removed at the beginning, and each file is either complete or
 * absent.
 */
public final class ReportFolder implements AutoCloseable {
  static final String REPORT = "report.json";

  private static final List<String> NAMES =
      List.of(REPORT, "junit.xml", "report.html", "summary.md", "badge.json", "badge.svg");

  private static final String TRACES = "*.{yaml,txt,pcap}";

  private final Path path;
  private final FileChannel lock;

  private ReportFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  interface Content {
    /** Writes the content. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Locks a folder, creates it if necessary, and removes the files of an earlier report.
   *
   * @param kept files that stay where they are, such as one that is replayed
   * @throws IOException with one sentence, if the folder cannot be written, or another process is
   *     writing it
   */
  public static ReportFolder open(Path path, List<Path> kept) throws IOException {
    try {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new IOException("%s: this is a file, not a folder".formatted(path));
      } else if (!Files.exists(path)) {
        Files.createDirectories(path);
      }
      ReportFolder folder = new ReportFolder(path, locked(path));
      try {
        folder.clear(kept);
        return folder;
      } catch (IOException e) {
        folder.close();
        throw e;
      }
    } catch (FileSystemException e) {
      throw new IOException(
          "%s: reports cannot be written there: %s".formatted(path, reason(e)), e);
    }
  }

  private static FileChannel locked(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean ours;
    try {
      ours = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      ours = false;
    } catch (IOException e) {
      // Some network file systems have no locks.
      ours = true;
    }
    if (!ours) {
      channel.close();
      throw new IOException(
          "%s: another run of pgconform is using this folder; choose a different one with --out"
              .formatted(path));
    }
    return channel;
  }

  /** Returns in a few words why something is not possible. */
  private static String reason(FileSystemException e) throws IOException {
    if (e instanceof AccessDeniedException) {
      return e.getFile() + ": permission denied";
    } else if (e instanceof FileAlreadyExistsException) {
      Path file = Path.of(e.getFile());
      return Files.isSymbolicLink(file) && !Files.exists(file)
          ? "%s is a symbolic link to %s, which does not exist"
              .formatted(file, Files.readSymbolicLink(file))
          : file + " is a file";
    } else if (e instanceof NoSuchFileException) {
      // All folders above it were created or existed already.
      return "the system allows no new folder or file at " + e.getFile();
    }
    return e.getMessage();
  }

  private void clear(List<Path> kept) throws IOException {
    Set<Path> staying = new HashSet<>();
    for (Path file : kept) {
      if (Files.exists(file)) {
        staying.add(file.toRealPath());
      }
    }
    for (String name : NAMES) {
      Files.deleteIfExists(path.resolve(name));
      Files.deleteIfExists(part(path.resolve(name)));
    }
    if (!Files.isDirectory(traces())) {
      return;
    }
    try (DirectoryStream<Path> old =
        Files.newDirectoryStream(traces(), "{*.yaml,*.txt,*.pcap,.*.part}")) {
      for (Path file : old) {
        if (!staying.contains(file.toRealPath())) {
          Files.delete(file);
        }
      }
    }
  }

  /** Returns the folder of the files of failures. */
  Path traces() {
    return path.resolve("traces");
  }

  /** Returns the files of failures in a folder. */
  static List<Path> traces(Path folder) throws IOException {
    Path traces = folder.resolve("traces");
    if (!Files.isDirectory(traces)) {
      return List.of();
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(traces, TRACES)) {
      return java.util.stream.StreamSupport.stream(files.spliterator(), false).toList();
    }
  }

  /** Writes a file. */
  void write(String name, String content) throws IOException {
    write(path.resolve(name), out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes a file of a failure. */
  void writeTrace(String name, Content content) throws IOException {
    if (!Files.isDirectory(traces())) {
      Files.createDirectories(traces());
    }
    write(traces().resolve(name), content);
  }

  private static void write(Path file, Content content) throws IOException {
    Path part = part(file);
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        content.writeTo(out);
      }
      try {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Returns the path of a file while it is being written. */
  private static Path part(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".part");
  }

  /** Allows others to write to the folder. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      // The system releases the lock at the latest when this process ends.
    }
  }
}
