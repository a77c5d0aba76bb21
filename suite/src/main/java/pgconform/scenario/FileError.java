package pgconform.scenario;

import pgconform.wire.Text;

/** One fault of a scenario file: where, and in one sentence what and how to mend it. */
public record FileError(Place place, String message) {
  private static final int MOST_CHARACTERS = 1_000;

  @Override
  public String toString() {
    // A file may hold what would move the cursor.
    return place + ": " + Text.printable(message, MOST_CHARACTERS);
  }
}
