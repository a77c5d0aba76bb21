package pgconform.exchange;

import java.util.Locale;

/**
 * A weakness of the keys of a group of sessions.
 *
 * @param weakness the first weakness that was found
 * @param found a description of all weaknesses that were found
 */
public record KeyWeakness(Weakness weakness, String found) implements Actual {
  /** The findings of {@link KeyQuality}; their names are part of signatures. */
  public enum Weakness {
    /** Two sessions have the same process ID and the same key. */
    REPEATED_BACKEND_KEY_DATA,
    /** Sessions have the same key. */
    REPEATED_SECRET_KEY,
    /** A key has too few octets to hold enough bits. */
    SHORT_SECRET_KEY,
    /** A bit is the same in too many keys. */
    STUCK_BITS,
    /** A bit keeps or changes its value from key to key too often. */
    REPEATING_BITS,
    /** A bit agrees with a bit of the process ID too often. */
    BITS_OF_THE_PROCESS_ID,
    /** A word grows by about the same amount from key to key. */
    COUNTING_WORD,
    /** A word follows from the one before by multiplication and addition. */
    LINEAR_WORD,
    /** Too few bits are independent of each other. */
    DEPENDENT_BITS
  }

  @Override
  public String kind() {
    return weakness.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public String toString() {
    return found;
  }
}
