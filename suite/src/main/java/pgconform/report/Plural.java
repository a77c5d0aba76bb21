package pgconform.report;

/** Formats numbers with a noun in the singular or plural. */
public final class Plural {
  private Plural() {}

  /** Returns a number and a noun, such as {@code 1 case} or {@code 4 cases}. */
  public static String of(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }
}
