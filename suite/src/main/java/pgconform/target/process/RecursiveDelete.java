package pgconform.target.process;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;

/** Deletes directory trees. */
public final class RecursiveDelete {
  private static final int ATTEMPTS = 3;

  private RecursiveDelete() {}

  /**
   * Deletes a tree; it is not an error if it does not exist. Symbolic links are not followed, not
   * even one that the owner of a directory puts in its place in the meantime, because root may be
   * deleting files of another user here.
   */
  public static void delete(Path path) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        deleteOnce(path);
        return;
      } catch (DirectoryNotEmptyException e) {
        // A server that was starting has written another file in the meantime.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void deleteOnce(Path path) throws IOException {
    try (DirectoryStream<Path> parent = Files.newDirectoryStream(path.getParent())) {
      if (parent instanceof SecureDirectoryStream<Path> secure) {
        delete(secure, path.getFileName());
      } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.walkFileTree(path, new Deletion());
      }
    }
  }

  private static void delete(SecureDirectoryStream<Path> parent, Path name) throws IOException {
    try {
      BasicFileAttributes attributes =
          parent
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
      if (attributes.isDirectory()) {
        try (SecureDirectoryStream<Path> children =
            parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
          for (Path child : children) {
            delete(children, child.getFileName());
          }
        }
        parent.deleteDirectory(name);
      } else {
        parent.deleteFile(name);
      }
    } catch (NoSuchFileException e) {
      // It is gone already.
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
