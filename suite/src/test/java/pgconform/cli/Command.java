package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command in a process of its own, as users run it. */
final class Command implements AutoCloseable {
  private static final long LONGEST_SECONDS = 60;

  private final Process process;
  private final BufferedReader reader;
  private final StringBuilder text = new StringBuilder();

  private Command(Process process) {
    this.process = process;
    this.reader = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a class of the class path, such as {@link Main}, behind other words. */
  static Command start(List<String> before, Class<?> main, Object... words) throws IOException {
    List<String> line = new ArrayList<>(before);
    // Whoever runs the tests in the background may have them ignore Ctrl-C, and what they start.
    if (DEFAULT_SIGNALS) {
      line.addAll(List.of("env", "--default-signal=INT"));
    }
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(List.of("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object word : words) {
      line.add(word.toString());
    }
    return new Command(new ProcessBuilder(line).redirectErrorStream(true).start());
  }

  private static final boolean DEFAULT_SIGNALS = knowsDefaultSignals();

  private static boolean knowsDefaultSignals() {
    try {
      Process env =
          new ProcessBuilder("env", "--default-signal=INT", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return env.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Reads what it prints, up to a line that begins so. */
  String await(String beginning) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      text.append(line).append('\n');
      if (line.startsWith(beginning)) {
        return line;
      }
    }
    throw new AssertionError("no line begins with " + beginning + ":\n" + text);
  }

  /** Sends it a signal. */
  void signal(String name) throws Exception {
    signal(name, Long.toString(process.pid()));
  }

  /** Sends a signal to it and to whatever belongs to its terminal. */
  void signalAll(String name) throws Exception {
    signal(name, "-" + process.pid());
  }

  private static void signal(String name, String whom) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, "--", whom).inheritIO().start();
    assertTrue(kill.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) && kill.exitValue() == 0);
  }

  /** The processes that it has started, and those that they have. */
  List<ProcessHandle> below() {
    return process.descendants().toList();
  }

  /** Waits for its end and returns its exit status. */
  int status() throws Exception {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      text.append(line).append('\n');
    }
    assertTrue(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS), "it does not end:\n" + text);
    return process.exitValue();
  }

  /** What it has printed so far, as far as that was waited for. */
  String text() {
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    reader.close();
  }
}
