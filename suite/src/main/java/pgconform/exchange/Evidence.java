package pgconform.exchange;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pgconform.scenario.Place;

/**
 * Why a case is not as required.
 *
 * @param place of the step that was not satisfied
 * @param connection the connection it was about
 * @param expected in words or as a pattern
 * @param came what happened instead
 */
public record Evidence(Place place, String connection, String expected, String came) {
  private static final Pattern SQLSTATE = Pattern.compile("\\((?:[SV]=\\w+, )*C=([0-9A-Z]{5})\\b");
  private static final int LONGEST = 120;
  private static final int MOST_EXPECTED = 80;

  /**
   * The same for all cases that fail in the same way, on any day and machine: the connection, the
   * kind of what came and, of an error, its SQLSTATE. Numbers, keys and texts are left out, and so
   * is the place in the file, which changes when somebody adds a comment.
   */
  public String signature() {
    Matcher state = SQLSTATE.matcher(came);
    String kind = came.split("[(\\[]", 2)[0].strip().replaceAll("\\S*\\d\\S*", "#");
    if (kind.length() > LONGEST) {
      kind = kind.substring(0, LONGEST) + "…";
    }
    return (connection + ": " + kind).strip() + (state.find() ? " " + state.group(1) : "");
  }

  /** What was expected and what came; of a long list of what would have been right, the begin. */
  public String sentence() {
    return "%s: expected %s, came %s".formatted(connection, begin(expected), came);
  }

  /** Ends between two words. */
  private static String begin(String text) {
    if (text.length() <= MOST_EXPECTED) {
      return text;
    }
    int space = text.lastIndexOf(' ', MOST_EXPECTED);
    return text.substring(0, space > 0 ? space : MOST_EXPECTED) + " …";
  }

  /** The same for cases that fail in the same way in the same step. */
  public String spot() {
    return place.line() + " " + signature();
  }
}
