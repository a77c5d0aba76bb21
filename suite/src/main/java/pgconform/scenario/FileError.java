package pgconform.scenario;

import pgconform.wire.Text;

/** A fault of a scenario file: its place, and a sentence that describes it and how to mend it. */
public record FileError(Place place, String message) {
  private static final int MOST_CHARACTERS = 1_000;

  @Override
  public String toString() {
    // A file may contain characters that would move the cursor.
    return place + ": " + Text.printable(message, MOST_CHARACTERS);
  }
}
