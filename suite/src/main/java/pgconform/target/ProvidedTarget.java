package pgconform.target;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import pgconform.target.probe.ServerUnderTest;

/**
 * A target that a program provides, such as a test that has started a server in its own process.
 *
 * @param spec the underlying target
 * @param exclusive whether the program says that nobody else uses it
 * @param again starts it again after it has ended; empty if that is not possible
 */
public record ProvidedTarget(TargetSpec spec, boolean exclusive, Optional<Runnable> again)
    implements ForwardingTarget {
  @Override
  public ServerUnderTest open(Map<String, String> environment, Path home) {
    return new Handed(spec.open(environment, home), exclusive, again);
  }

  /** The provided server, which counts as started for this run if it can be started again. */
  private record Handed(ServerUnderTest server, boolean declared, Optional<Runnable> again)
      implements ForwardingServer {
    @Override
    public boolean exclusive() {
      return declared || again.isPresent() || server.exclusive();
    }

    @Override
    public String whyExclusive() {
      return server.exclusive() || again.isPresent()
          ? "started for this run"
          : "declared by the calling program";
    }

    @Override
    public Optional<Runnable> restart() {
      return again.or(server::restart);
    }
  }
}
