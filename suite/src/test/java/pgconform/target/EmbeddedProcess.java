package pgconform.target;

import java.io.IOException;
import java.util.Map;

/** A process of its own that starts a server, says so, and stays until it is ended. */
final class EmbeddedProcess {
  private EmbeddedProcess() {}

  /** Starts the release that is named; a second word lets the process end by itself. */
  public static void main(String[] arguments) throws IOException {
    TargetSpec.Embedded spec = (TargetSpec.Embedded) TargetSpec.parse(arguments[0]);
    try {
      EmbeddedPostgres server = EmbeddedPostgres.start(spec, Map.of());
      System.out.println(server.directory());
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
