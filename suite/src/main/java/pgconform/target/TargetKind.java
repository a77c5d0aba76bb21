package pgconform.target;

import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A kind of target.
 *
 * @param usage how the user names one, for messages
 * @param words what such words look like: a regular expression
 * @param prefix what the names of such targets in reports begin with
 * @param incomplete what begins so and is no name in reports all the same: a regular expression
 * @param parser reads the words
 */
record TargetKind(
    String usage,
    String words,
    String prefix,
    String incomplete,
    Function<String, TargetSpec> parser) {
  /**
   * Tells whether reports can name a target of this kind so; a glob holds {@code *} or {@code ?}.
   */
  boolean couldName(String glob) {
    String lower = glob.toLowerCase(Locale.ROOT);
    int star = lower.indexOf('*');
    int known = star < 0 ? prefix.length() : Math.min(star, prefix.length());
    return lower.length() >= known
        && IntStream.range(0, known)
            .allMatch(i -> lower.charAt(i) == '?' || lower.charAt(i) == prefix.charAt(i))
        && !lower.matches(incomplete);
  }
}
