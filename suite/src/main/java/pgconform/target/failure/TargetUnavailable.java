package pgconform.target.failure;

/**
 * The target was named well, but a server could not be had: nothing to download from, a machine
 * that cannot run it, or a server that died while starting.
 *
 * <p>The message is made for the user: one sentence, and where a server died the last lines of its
 * log below it.
 */
public final class TargetUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says in one sentence what could not be had. */
  public TargetUnavailable(String sentence) {
    super(sentence);
  }

  /** Says in one sentence what could not be had, keeping the cause for a developer's eyes. */
  public TargetUnavailable(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
