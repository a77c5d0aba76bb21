package pgconform.target.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that programs write their messages to.
 *
 * @param path the file
 */
record LogFile(Path path) {
  private static final int LAST_LINES = 15;
  private static final int LAST_LINES_BYTES = 4_000;

  /** Returns the last lines, for a message. */
  String lastLines() {
    List<String> lines = end(LAST_LINES_BYTES).lines().toList();
    return lines.isEmpty()
        ? "(nothing)"
        : String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  /** Returns the end of the file; empty if there is no file. */
  String end(int limit) {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long length = file.length();
      byte[] bytes = new byte[(int) Math.min(limit, length)];
      file.seek(length - bytes.length);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
