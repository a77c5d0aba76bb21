package pgconform.run;

import java.util.Locale;

/** Whether a build that waits for a result may continue. */
public enum CiGate {
  /** The result is as expected. */
  GREEN,
  /** The result is not as expected. */
  RED;

  /** Returns the word used in reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
