package pgconform.report;

/** Numbers of things, in words that fit. */
public final class Counted {
  private Counted() {}

  /** Such as {@code 1 case} or {@code 4 cases}: {@code thing} is the word for one of them. */
  public static String of(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }
}
