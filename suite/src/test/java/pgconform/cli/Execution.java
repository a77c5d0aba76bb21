package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a command did.
 *
 * @param text what it printed, both standard output and standard error
 */
record Execution(int status, String text) {
  /**
   * Executes a command in this process; no command may print a stack trace.
   *
   * @param line words, each apart from the next by a space
   * @param more words that stand behind these, spaces and all
   */
  static Execution of(String line, Object... more) {
    Stream<String> words =
        Stream.concat(Arrays.stream(line.split(" ")), Arrays.stream(more).map(Object::toString));
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
    try {
      int status = Main.execute(words.toArray(String[]::new));
      Execution execution = new Execution(status, bytes.toString(StandardCharsets.UTF_8));
      assertFalse(execution.text.contains("\tat "), execution.text);
      assertFalse(execution.text.contains("Exception"), execution.text);
      return execution;
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** Asserts the exit status and words that are printed. */
  Execution gives(int wanted, String... words) {
    assertEquals(wanted, status, text);
    List.of(words).forEach(w -> assertTrue(text.contains(w), () -> w + " is not in:\n" + text));
    return this;
  }
}
