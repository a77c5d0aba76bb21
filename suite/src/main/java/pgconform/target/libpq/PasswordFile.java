package pgconform.target.libpq;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pgconform.session.Secret;

/**
 * libpq's password file: lines of {@code host:port:database:user:password}, in which {@code *}
 * matches anything, a backslash precedes {@code :} and {@code \} in a field, and {@code #} begins a
 * comment.
 *
 * @param lines the lines that may match, in order
 * @param warning why the file is ignored, if it is
 */
record PasswordFile(List<String> lines, Optional<String> warning) {
  /** The usual default directories of the socket in builds of libpq. */
  private static final Set<String> DEFAULT_SOCKET_DIRECTORIES =
      Set.of("/tmp", "/var/run/postgresql", "/run/postgresql");

  /** Reads a file; as in libpq, one that is missing or cannot be read is empty. */
  static PasswordFile read(Path path) {
    if (!Files.exists(path)) {
      return new PasswordFile(List.of(), Optional.empty());
    }
    if (!Files.isRegularFile(path)) {
      return ignored("the password file %s is ignored: it is not a plain file", path);
    }
    try {
      if (isOpenToOthers(path)) {
        return ignored(
            "the password file %s is ignored: it has group or world access; permissions should be"
                + " u=rw (0600) or less",
            path);
      }
      List<String> lines = new ArrayList<>();
      for (String line :
          new String(Files.readAllBytes(path), StandardCharsets.UTF_8).split("\n", -1)) {
        String stripped = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        if (!stripped.isEmpty() && !stripped.startsWith("#")) {
          lines.add(stripped);
        }
      }
      return new PasswordFile(List.copyOf(lines), Optional.empty());
    } catch (IOException e) {
      return ignored("the password file %s is ignored: it cannot be read", path);
    }
  }

  private static PasswordFile ignored(String sentence, Path path) {
    return new PasswordFile(List.of(), Optional.of(sentence.formatted(path)));
  }

  private static boolean isOpenToOthers(Path path) throws IOException {
    try {
      return !PosixFilePermissions.toString(Files.getPosixFilePermissions(path)).endsWith("------");
    } catch (UnsupportedOperationException e) {
      // This system has no such permissions, and libpq does not check them on such a system either.
      return false;
    }
  }

  /** Returns the password of the first line that matches. */
  Optional<Secret> password(HostPort place, String database, String user) {
    String host = place.host();
    if (DEFAULT_SOCKET_DIRECTORIES.contains(host)) {
      host = "localhost";
    }
    for (String line : lines) {
      int at = 0;
      for (String value : List.of(host, Integer.toString(place.port()), database, user)) {
        at = at < 0 ? at : match(line, at, value);
      }
      if (at >= 0) {
        return Optional.of(unescaped(line.substring(at)))
            .filter(password -> !password.isEmpty())
            .map(Secret::of);
      }
    }
    return Optional.empty();
  }

  /** Returns where the next field begins if the field at a position has a value; otherwise -1. */
  private static int match(String line, int start, String value) {
    if (line.startsWith("*:", start)) {
      return start + 2;
    }
    int at = start;
    for (int i = 0; i <= value.length(); i++) {
      if (at >= line.length()) {
        return -1;
      }
      if (i == value.length()) {
        return line.charAt(at) == ':' ? at + 1 : -1;
      }
      if (line.charAt(at) == '\\') {
        at++;
      }
      if (at >= line.length() || line.charAt(at) != value.charAt(i)) {
        return -1;
      }
      at++;
    }
    return -1;
  }

  /** Reads a password, which ends at the next colon or at the end of the line. */
  private static String unescaped(String text) {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < text.length() && text.charAt(i) != ':'; i++) {
      if (text.charAt(i) == '\\' && i + 1 < text.length()) {
        i++;
      }
      password.append(text.charAt(i));
    }
    return password.toString();
  }

  /** Keeps the lines, which contain passwords, out of messages. */
  @Override
  public String toString() {
    return "PasswordFile[" + lines.size() + " lines]";
  }
}
