package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A set of PostgreSQL releases, as scenario files write it: ranges separated by commas, each of
 * which has the form {@code 14}, {@code 17.0 - 17.2}, {@code >= 14}, {@code < 11.19} or {@code >=
 * 12.3 < 14}.
 */
public record ReleaseRange(String text, List<Range> ranges) {
  /** The type of releases in fields of other forms. */
  static final Type<ReleaseRange> TYPE =
      Type.single(
          Type.reference("servers"),
          (text, field, problems) -> {
            Optional<ReleaseRange> servers = written(text.text());
            Optional<String> fault = fault(text.text());
            if (fault.isPresent()) {
              problems.add(text.place(), "%s", fault.get());
            } else {
              servers
                  .flatMap(ReleaseRange::unknown)
                  .ifPresent(
                      release ->
                          problems.add(
                              text.place(),
                              "there is no release %s of PostgreSQL that speaks protocol 3; the"
                                  + " newest that is known is %s",
                              release,
                              ServerVersion.NEWEST));
            }
            return servers.orElse(new ReleaseRange(text.text(), List.of()));
          });

  /**
   * Returns a release that does not exist; a range with it contains none or all, and is a mistake.
   */
  private Optional<ServerVersion> unknown() {
    return ranges.stream()
        .flatMap(range -> Stream.of(range.from, range.upTo, range.below))
        .filter(version -> version != null && !version.isPlausible())
        .findFirst();
  }

  /** A range from the first to the last release, both included; null if there is no limit. */
  public record Range(ServerVersion from, ServerVersion upTo, ServerVersion below) {
    boolean has(ServerVersion version) {
      return (from == null || version.compareTo(from) >= 0)
          && (below == null || version.compareTo(below) < 0)
          && (upTo == null || within(version));
    }

    /** Returns whether no release is in it. */
    boolean isEmpty() {
      // "14" alone includes all of 14, although no release has just that number.
      return from != null
          && ((below != null && from.compareTo(below) >= 0) || (upTo != null && !within(from)));
    }

    private boolean within(ServerVersion version) {
      // "- 16" includes all of 16.
      return upTo.minor() < 0 ? version.major() <= upTo.major() : version.compareTo(upTo) <= 0;
    }

    @Override
    public String toString() {
      return upTo != null ? from + " - " + upTo : ">= " + from + " < " + below;
    }
  }

  /** Returns whether the release is in the set. */
  public boolean have(ServerVersion version) {
    return ranges.stream().anyMatch(range -> range.has(version));
  }

  /** Returns the set that the text describes; empty if it describes none. */
  public static Optional<ReleaseRange> parse(String text) {
    return fault(text).isEmpty() ? written(text) : Optional.empty();
  }

  /** Returns why the text describes no set of releases, in one sentence; empty if it does. */
  private static Optional<String> fault(String text) {
    return written(text).isEmpty()
        ? Optional.of(
            "releases are written as '14', '9.6 - 13', '>= 17' or '>= 12.3 < 14', separated by"
                + " commas")
        : emptiness(text);
  }

  /** Returns a sentence if the text is written as it should be, but no release is in a range. */
  static Optional<String> emptiness(String text) {
    return written(text).stream()
        .flatMap(servers -> servers.ranges.stream())
        .filter(Range::isEmpty)
        .findFirst()
        .map("no release is in the range '%s'"::formatted);
  }

  /** Returns the ranges as they are written, even if no release is in them. */
  private static Optional<ReleaseRange> written(String text) {
    List<Range> ranges = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Optional<Range> range = range(part.strip());
      if (range.isEmpty()) {
        return Optional.empty();
      }
      ranges.add(range.get());
    }
    return Optional.of(new ReleaseRange(text, List.copyOf(ranges)));
  }

  private static Optional<Range> range(String part) {
    if (part.startsWith(">=") || part.startsWith("<")) {
      ServerVersion from = null;
      ServerVersion below = null;
      String rest = part;
      if (rest.startsWith(">=")) {
        int end = rest.indexOf('<');
        from = exactly(end < 0 ? rest.substring(2) : rest.substring(2, end));
        if (from == null) {
          return Optional.empty();
        }
        rest = end < 0 ? "" : rest.substring(end);
      }
      if (!rest.isEmpty()) {
        below = exactly(rest.substring(1));
        if (below == null) {
          return Optional.empty();
        }
      }
      return Optional.of(new Range(from, null, below));
    }
    int dash = part.indexOf(" - ");
    ServerVersion from = exactly(dash < 0 ? part : part.substring(0, dash));
    ServerVersion upTo = dash < 0 ? from : exactly(part.substring(dash + 3));
    return from == null || upTo == null
        ? Optional.empty()
        : Optional.of(new Range(from, upTo, null));
  }

  private static ServerVersion exactly(String text) {
    String version = text.strip();
    return version.matches("\\d{1,3}(\\.\\d{1,3}){0,2}")
        ? ServerVersion.of(version).orElse(null)
        : null;
  }

  @Override
  public String toString() {
    return text;
  }
}
