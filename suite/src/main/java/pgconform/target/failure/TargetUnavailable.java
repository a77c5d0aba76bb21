package pgconform.target.failure;

/**
 * Reports that the words name a target, but that there is no server: it cannot be reached,
 * downloaded or run on this machine, or it has ended while it was starting.
 *
 * <p>The message is for the user: one sentence, followed by the last lines of the log if a server
 * has ended.
 */
public final class TargetUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Takes one sentence that describes what is unavailable. */
  public TargetUnavailable(String sentence) {
    super(sentence);
  }

  /** Takes one sentence that describes what is unavailable, and keeps the cause for developers. */
  public TargetUnavailable(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
