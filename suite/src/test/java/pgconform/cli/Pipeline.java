package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import pgconform.testing.ScriptedServer;

/** Reads the examples for pipelines, and runs their command lines in a folder. */
record Pipeline(Path folder) {
  static final Path ROOT = Path.of("..");

  static List<Map<?, ?>> documents(String file) throws IOException {
    Load load = new Load(LoadSettings.builder().build());
    return StreamSupport.stream(
            load.loadAllFromString(Files.readString(ROOT.resolve(file))).spliterator(), false)
        .<Map<?, ?>>map(Map.class::cast)
        .toList();
  }

  static Object at(Object node, Object... path) {
    Object found = node;
    for (Object step : path) {
      found =
          step instanceof Integer index
              ? ((List<?>) found).get(index)
              : ((Map<?, ?>) found).get(step);
    }
    return found;
  }

  static String url(ScriptedServer server) {
    return "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
  }

  /** A program that runs the command with the classes of the test, and judges little. */
  Path program(String more) throws IOException {
    return script(
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s \"$@\" %s\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Main.class.getName(),
                more));
  }

  /** A program with this text, which stands where the command would. */
  Path script(String text) throws IOException {
    Path program = folder.resolve("pgconform");
    Files.writeString(program, text);
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs a program to its end, and tells its exit status. */
  int run(Map<String, String> environment, List<String> words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), Files.readString(folder.resolve("log")));
    return process.exitValue();
  }

  /** What the last program has said. */
  String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }
}
