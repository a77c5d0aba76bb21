package pgconform.target.postgres;

import java.io.IOException;
import pgconform.target.EmbeddedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.failure.TargetUnavailable;

/** A process of its own that starts a server, says so, and stays until it is ended. */
final class EmbeddedProcess {
  private EmbeddedProcess() {}

  /** Starts the release that is named; a second word lets the process end by itself. */
  public static void main(String[] arguments) throws IOException {
    try {
      PostgresServer server = ((EmbeddedTarget) TargetSpec.parse(arguments[0])).start();
      System.out.println(server.directory().path());
      System.out.println(server.serverProcess().pid());
      if (arguments.length == 1) {
        // Until the one who started it goes away, too.
        int end = System.in.read();
        System.exit(end);
      }
    } catch (TargetUnavailable e) {
      System.out.println(e.getMessage());
    }
  }
}
