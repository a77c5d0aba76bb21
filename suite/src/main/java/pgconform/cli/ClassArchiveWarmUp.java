package pgconform.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import pgconform.link.Transport;
import pgconform.property.Cases;
import pgconform.property.VariableBounds;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioException;
import pgconform.scenario.ScenarioLibrary;

/**
 * Loads what a run needs, without a server. The launcher has the JVM archive the classes that are
 * loaded when this program ends, so that a run starts faster; nothing else depends on it.
 */
final class ClassArchiveWarmUp {
  private static final List<String> TLS =
      List.of("sun/security/ssl", "sun/security/util/math/intpoly", "sun/security/ec");

  private ClassArchiveWarmUp() {}

  /** Loads all of it. */
  public static void main(String[] args) throws IOException, ScenarioException {
    Path reports = Files.createTempDirectory("pgconform");
    try {
      // No server listens there; the report says so, and is written as for any other target.
      Main.execute("run", "postgresql://nobody@127.0.0.1:1/none", "--out", reports.toString());
    } finally {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(reports)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(reports);
    }
    VariableBounds space = new VariableBounds(List.of(Transport.values()), 4);
    for (Scenario scenario : ScenarioLibrary.load(ScenarioOptions.builtIn(), List.of())) {
      Cases.plan(scenario, space, 1, 1);
    }
    Path own = Path.of(System.getProperty("java.class.path"));
    try (FileSystem jar = FileSystems.newFileSystem(own, Map.<String, Object>of())) {
      load(jar.getPath("/"), jar.getPath("/pgconform"), ClassArchiveWarmUp.class.getClassLoader());
    }
    Path jdk = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
    for (String name : TLS) {
      load(jdk, jdk.resolve(name), null);
    }
  }

  private static void load(Path root, Path folder, ClassLoader loader) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(".class"))
          .filter(name -> !name.contains("-info"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .forEach(name -> load(name, loader));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void load(String name, ClassLoader loader) {
    try {
      Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      // A run then loads it when it needs it.
    }
  }
}
