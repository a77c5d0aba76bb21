package pgconform.target;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import pgconform.exchange.Subject;
import pgconform.scenario.Capability;

/**
 * A target that is ready to be judged.
 *
 * @param judged who is under test
 * @param product what it says it is
 * @param version its version in its own words
 * @param capabilities by name, with what was found; also those that it lacks
 * @param room how many scenarios it can take at the same time
 * @param restart starts it again where it is gone; empty if there is no way to
 * @param death says how it has ended, if it has and that is known here
 * @param onClose ends what was started for it
 */
public record ProbedTarget(
    Subject judged,
    String product,
    String version,
    Map<String, String> capabilities,
    int room,
    Optional<Runnable> restart,
    Supplier<Optional<String>> death,
    Runnable onClose)
    implements AutoCloseable {
  /** A target whose end is not known here. */
  public ProbedTarget(
      Subject judged,
      String product,
      String version,
      Map<String, String> capabilities,
      int room,
      Optional<Runnable> restart,
      Runnable onClose) {
    this(judged, product, version, capabilities, room, restart, Optional::empty, onClose);
  }

  /**
   * The server that is under test.
   *
   * @throws IllegalStateException if it is none
   */
  public Subject.Server subject() {
    if (judged instanceof Subject.Server server) {
      return server;
    }
    throw new IllegalStateException(judged.name() + " is no server");
  }

  /**
   * The logins that the user has declared and that are not what their names say, with the reason.
   */
  public Map<String, String> unusableLogins() {
    Map<String, String> unusable = new TreeMap<>(capabilities);
    unusable.keySet().removeIf(word -> !word.endsWith(Capability.LOGIN_SUFFIX));
    judged.capabilities().forEach(capability -> unusable.remove(capability.toString()));
    return unusable;
  }

  /**
   * Whether nobody else uses it, so that suspects may be run again to find the one that harms it.
   */
  public boolean mayBeHarmed() {
    return judged.capabilities().contains(Capability.EXCLUSIVE_USE);
  }

  @Override
  public void close() {
    if (judged instanceof Subject.Server server) {
      server.holdStrategy().close();
    }
    onClose.run();
  }
}
