package pgconform.target;

import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A kind of target.
 *
 * @param usage how the user names such a target, for messages
 * @param words a regular expression for the words that name such a target
 * @param prefix the prefix of the names of such targets in reports
 * @param incomplete a regular expression for words that begin with the prefix but are not a target
 *     name in reports
 * @param parser reads the words
 */
record TargetKind(
    String usage,
    String words,
    String prefix,
    String incomplete,
    Function<String, TargetSpec> parser) {
  /**
   * Returns whether a target of this kind can have a name in reports that matches a glob, which
   * contains {@code *} or {@code ?}.
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
