package pgconform.junit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import pgconform.scenario.ExpectationFile;
import pgconform.scenario.ExpectationReader;
import pgconform.scenario.ScenarioException;
import pgconform.target.TargetSpec;

/** Reads the file of known deviations that a class or its target names. */
final class KnownDeviations {
  private KnownDeviations() {}

  /**
   * Returns what the file says; empty if there is none.
   *
   * @param name as the annotation gives it; possibly empty
   * @throws WrongUse with one sentence, if the file does not exist or is not valid
   */
  static Optional<ExpectationFile> of(String name, Class<?> type, TargetSpec spec) {
    try {
      if (name.isEmpty()) {
        Optional<Path> named = spec.expectations();
        return named.isEmpty()
            ? Optional.empty()
            : Optional.of(read(named.get().toString(), Files.readAllBytes(named.get())));
      }
      Path file = Path.of(name);
      return Optional.of(
          read(name, Files.exists(file) ? Files.readAllBytes(file) : beside(name, type)));
    } catch (ScenarioException e) {
      throw new WrongUse(e.getMessage());
    } catch (IOException e) {
      throw new WrongUse("the expectations file %s cannot be read".formatted(e.getMessage()));
    }
  }

  private static ExpectationFile read(String name, byte[] content) throws ScenarioException {
    return ExpectationReader.read(name, content);
  }

  private static byte[] beside(String name, Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream(name)) {
      if (in == null) {
        throw new WrongUse(
            "the expectations file %s is neither in the working directory %s nor beside %s on the class path"
                .formatted(name, Path.of("").toAbsolutePath(), type.getName()));
      }
      return in.readAllBytes();
    }
  }
}
