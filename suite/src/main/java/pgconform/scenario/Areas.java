package pgconform.scenario;

import java.util.Comparator;
import java.util.List;

/**
 * The order in which areas are shown: that of the catalogue, which follows a connection from its
 * first packet to its end. Areas of a user's own scenarios come last.
 */
public final class Areas {
  private static final List<String> ORDER =
      List.of(
          "framing",
          "startup",
          "version",
          "authentication",
          "parameters",
          "keydata",
          "ready",
          "extended",
          "encryption",
          "cancel",
          "cancel-state",
          "cancel-error",
          "race",
          "resources",
          "timeouts",
          "termination",
          "security");

  private Areas() {}

  /** Returns the areas of the catalogue, in their order. */
  public static List<String> all() {
    return ORDER;
  }

  /** Returns a comparator of the names of areas by that order; unknown ones come last, by name. */
  public static Comparator<String> order() {
    return Comparator.comparingInt(Areas::rank).thenComparing(Comparator.naturalOrder());
  }

  private static int rank(String area) {
    int at = ORDER.indexOf(area);
    return at < 0 ? ORDER.size() : at;
  }
}
