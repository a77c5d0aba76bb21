package pgconform.property;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import pgconform.wire.Bytes;

/**
 * How octets are sent: cut into segments, possibly followed by others, after which the connection
 * is left open or ended.
 *
 * @param cuts the positions of the cuts, counted in octets from the start, in ascending order;
 *     without any, the octets are sent whole
 * @param trailing octets that follow in the last segment
 * @param ending what the sender does right after the last segment
 */
public record Framing(List<Integer> cuts, Bytes trailing, Ending ending) {
  /** No cut, no trailing octets, and the connection left open. */
  public static final Framing WHOLE = new Framing(List.of());

  private static final Pattern FORM =
      Pattern.compile("(whole|[0-9+]++)(?:~([0-9a-f]*+))?(?:/([a-z]+))?");

  /** What the sender does right after its octets. */
  public enum Ending {
    /** It does nothing. */
    OPEN,
    /** It sends FIN for its own direction. */
    HALF,
    /** It closes both directions. */
    FIN,
    /** It sends RST. */
    RST
  }

  public Framing {
    cuts = List.copyOf(new TreeSet<>(cuts));
  }

  /** Creates a framing with cuts alone. */
  public Framing(List<Integer> cuts) {
    this(cuts, Bytes.EMPTY, Ending.OPEN);
  }

  /** Returns the segments; cuts outside of the octets have no effect. */
  public List<Bytes> segments(Bytes octets) {
    List<Bytes> segments = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      if (cut > from && cut < octets.size()) {
        segments.add(octets.slice(from, cut));
        from = cut;
      }
    }
    segments.add(octets.slice(from, octets.size()).plus(trailing));
    return segments;
  }

  /**
   * Returns the framing as it is written in a case: {@code whole}, {@code 4+8}, {@code 4~00ff/rst}.
   */
  @Override
  public String toString() {
    String where =
        cuts.isEmpty()
            ? "whole"
            : cuts.stream().map(Object::toString).collect(Collectors.joining("+"));
    return where
        + (trailing.isEmpty() ? "" : "~" + trailing.toHex())
        + (ending == Ending.OPEN ? "" : "/" + ending.name().toLowerCase(Locale.ROOT));
  }

  /** Returns the framing that a text in a case stands for. */
  static Optional<Framing> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    List<String> cuts =
        matcher.group(1).equals("whole")
            ? List.of()
            : Arrays.asList(matcher.group(1).split("\\+", -1));
    if (!cuts.stream().allMatch(cut -> cut.matches("\\d{1,6}"))) {
      return Optional.empty();
    }
    Bytes trailing = matcher.group(2) == null ? Bytes.EMPTY : Bytes.ofHex(matcher.group(2));
    Ending ending = Ending.OPEN;
    if (matcher.group(3) != null) {
      ending = Ending.valueOf(matcher.group(3).toUpperCase(Locale.ROOT));
    }
    return Optional.of(new Framing(cuts.stream().map(Integer::valueOf).toList(), trailing, ending));
  }
}
