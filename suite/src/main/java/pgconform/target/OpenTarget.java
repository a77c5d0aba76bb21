package pgconform.target;

import java.util.Map;
import java.util.Optional;
import pgconform.exchange.Subject;
import pgconform.scenario.Capability;

/**
 * A target that is ready to be judged.
 *
 * @param product what it says it is
 * @param version its version in its own words
 * @param capabilities by name, with what was found; also those that it lacks
 * @param room how many scenarios it can take at the same time
 * @param restart starts it again where it is gone; empty if there is no way to
 * @param onClose ends what was started for it
 */
public record OpenTarget(
    Subject.Server subject,
    String product,
    String version,
    Map<String, String> capabilities,
    int room,
    Optional<Runnable> restart,
    Runnable onClose)
    implements AutoCloseable {
  /** Whether nobody else uses it, so that it may be harmed again to find out by what. */
  public boolean mayBeHarmed() {
    return subject.capabilities().contains(Capability.EXCLUSIVE_USE);
  }

  @Override
  public void close() {
    subject.dialect().close();
    onClose.run();
  }
}
