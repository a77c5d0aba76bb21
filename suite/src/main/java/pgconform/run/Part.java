package pgconform.run;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One of the parts into which {@code --shard} divides the scenarios, written as in {@code 2/3}.
 *
 * @param index its number, from 1 to {@code count}
 * @param count the number of parts
 */
public record Part(int index, int count) {
  private static final Pattern WORDS = Pattern.compile("(\\d{1,4})/(\\d{1,4})");

  /** Returns the part that a text such as {@code 2/3} names; empty if there is no such part. */
  public static Optional<Part> parse(String words) {
    Matcher matcher = WORDS.matcher(words);
    return matcher.matches()
        ? Optional.of(
                new Part(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
            .filter(part -> part.index >= 1 && part.index <= part.count)
        : Optional.empty();
  }

  /** Returns the parts that are missing to make wholes of those that are there. */
  public static List<Part> missing(Collection<Part> there) {
    return there.stream()
        .map(Part::count)
        .distinct()
        .sorted()
        .flatMap(count -> IntStream.rangeClosed(1, count).mapToObj(index -> new Part(index, count)))
        .filter(part -> !there.contains(part))
        .toList();
  }

  @Override
  public String toString() {
    return index + "/" + count;
  }
}
