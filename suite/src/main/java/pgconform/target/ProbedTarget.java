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
 * @param judged the subject under test
 * @param product the product that it claims to be
 * @param version its version in its own words
 * @param capabilities the capabilities by name, with what was found, including those that it lacks
 * @param room the number of scenarios that it can handle at the same time
 * @param restart starts it again after it has ended; empty if that is not possible
 * @param death returns how it has ended, if it has and that is known here
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
  /** Creates a target whose end cannot be observed here. */
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
   * Returns the server under test.
   *
   * @throws IllegalStateException if the subject is not a server
   */
  public Subject.Server subject() {
    if (judged instanceof Subject.Server server) {
      return server;
    }
    throw new IllegalStateException(judged.name() + " is no server");
  }

  /**
   * Returns the logins declared by the user that do not work as their names say, with the reason.
   */
  public Map<String, String> unusableLogins() {
    Map<String, String> unusable = new TreeMap<>(capabilities);
    unusable.keySet().removeIf(word -> !word.endsWith(Capability.LOGIN_SUFFIX));
    judged.capabilities().forEach(capability -> unusable.remove(capability.toString()));
    return unusable;
  }

  /**
   * Returns whether nobody else uses it, so that suspects may be run again to find the one that
   * harms it.
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
