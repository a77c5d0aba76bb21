package pgconform.target.failure;

/**
 * Says that the words name a target, but that there is no server: it cannot be reached, downloaded
 * or run on this machine, or it has died while it was starting.
 *
 * <p>The message is for the user: one sentence, followed by the last lines of the log where a
 * server has died.
 */
public final class TargetUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says in one sentence what could not be had. */
  public TargetUnavailable(String sentence) {
    super(sentence);
  }

  /** Says in one sentence what could not be had, and keeps the cause for developers. */
  public TargetUnavailable(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
