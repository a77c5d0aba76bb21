package pgconform.start;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;

/**
 * Takes the agent that writes TLS keys out of the executable jar: Java wants it in a jar of its
 * own.
 */
public final class Agent {
  private Agent() {}

  /** Writes it to the file that the argument names. */
  public static void main(String[] args) throws IOException {
    Path file = Paths.get(args[0]);
    Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "agent", ".part");
    try (InputStream in = Agent.class.getResourceAsStream("agent.jar")) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
