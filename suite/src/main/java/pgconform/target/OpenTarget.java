package pgconform.target;

import java.util.Map;
import pgconform.exchange.Subject;

/**
 * A target that is ready to be judged.
 *
 * @param product what it says it is
 * @param version its version in its own words
 * @param capabilities by name, with what was found; also those that it lacks
 * @param room how many scenarios it can take at the same time
 * @param onClose ends what was started for it
 */
public record OpenTarget(
    Subject.Server subject,
    String product,
    String version,
    Map<String, String> capabilities,
    int room,
    Runnable onClose)
    implements AutoCloseable {
  @Override
  public void close() {
    subject.dialect().close();
    onClose.run();
  }
}
