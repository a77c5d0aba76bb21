package pgconform.target.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import pgconform.target.failure.TargetUnavailable;

/**
 * Checks the file of a program that is started by another program, which would not report what is
 * wrong.
 */
public final class ProgramFile {
  private static final int LONGEST_LINE = 256;

  private ProgramFile() {}

  /**
   * Checks a program before it is started.
   *
   * @param program the first word of its command
   * @param runIn the directory in which it is started
   * @param environment its environment variables, in addition to those of this process
   * @param home what a path without a slash could be relative to, in words
   * @throws TargetUnavailable with one sentence, if it cannot be started
   */
  public static void check(
      String program, Path runIn, Map<String, String> environment, String home) {
    String wrong =
        program.indexOf('/') >= 0
            ? fault(runIn.resolve(program))
            : isInPath(program, environment)
                ? ""
                : "no directory in PATH has it; a program %s is written with a slash, ./%s"
                    .formatted(home, program);
    if (!wrong.isEmpty()) {
      throw new TargetUnavailable("the command %s cannot be started: %s".formatted(program, wrong));
    }
  }

  private static String fault(Path path) {
    if (!Files.exists(path)) {
      return "the file does not exist";
    } else if (Files.isDirectory(path)) {
      return "it is a directory";
    } else if (!Files.isExecutable(path)) {
      return "permission denied";
    }
    String interpreter = interpreter(path);
    return interpreter.isEmpty() || Files.exists(Path.of(interpreter))
        ? ""
        : "its first line names %s, which does not exist".formatted(interpreter);
  }

  /** Returns the program in the first line of a script; empty if it is not a script. */
  private static String interpreter(Path path) {
    char[] begin = new char[LONGEST_LINE];
    try (BufferedReader in = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
      int size = Math.max(0, in.read(begin));
      String line = new String(begin, 0, size).lines().findFirst().orElse("");
      return line.startsWith("#!") ? line.substring(2).strip().replaceAll("[ \t].*", "") : "";
    } catch (IOException e) {
      // A user who may run a program need not be able to read it.
      return "";
    }
  }

  private static boolean isInPath(String program, Map<String, String> environment) {
    String path =
        environment.getOrDefault("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    return Stream.of(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
  }
}
