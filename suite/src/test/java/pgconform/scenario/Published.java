package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that are made of the forms of the scenario language, and that a user reads without building
 * anything. To write them anew: {@code mvn package -Dtest='SchemaTest,ReferencePageTest'
 * -Dsurefire.failIfNoSpecifiedTests=false -Dpgconform.update=true}.
 */
final class Published {
  private Published() {}

  /** Checks that a file has the text that is made now, or writes it. */
  static void is(Path file, String text) throws IOException {
    if (Boolean.getBoolean("pgconform.update")) {
      Files.writeString(file, text);
    }
    assertEquals(Files.readString(file), text, file + " is not what the forms say");
  }
}
