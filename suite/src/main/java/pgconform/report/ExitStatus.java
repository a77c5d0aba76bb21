package pgconform.report;

/** Exit statuses of the command. */
public final class ExitStatus {
  /** Everything is as expected. */
  public static final int GREEN = 0;

  /** A requirement is broken or an expectation is not met. */
  public static final int RED = 1;

  /** The command line or a file is wrong. */
  public static final int WRONG_USAGE = 2;

  /** A target or a requirement could not be tested. */
  public static final int UNTESTED = 3;

  private ExitStatus() {}
}
