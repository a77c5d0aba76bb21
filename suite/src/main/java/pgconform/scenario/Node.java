package pgconform.scenario;

import java.util.List;
import java.util.Optional;

/** A piece of YAML that knows its place in the file. */
public sealed interface Node {
  /** Returns where it begins. */
  Place place();

  /** Returns what to call it in a sentence. */
  String kind();

  /**
   * A word or a text.
   *
   * @param quoted whether it is quoted, so that it cannot be meant as a number or null
   * @param origin the places of its characters; empty if it does not come unchanged from a file
   */
  record Scalar(Place place, String text, boolean quoted, Optional<Origin> origin) implements Node {
    Scalar(Place place, String text, boolean quoted) {
      this(place, text, quoted, Optional.empty());
    }

    @Override
    public String kind() {
      return isNothing() ? "nothing" : "a single value";
    }

    /** Returns the place of one character of the text. */
    Place place(int index) {
      return origin.map(o -> o.place(index)).orElse(place);
    }

    /** Returns whether YAML treats it as a truth value. */
    boolean isFlag() {
      return !quoted && (text.equals("true") || text.equals("false"));
    }

    boolean isNothing() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  /** A list. */
  record Sequence(Place place, List<Node> items) implements Node {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Names with values, in the order of the file. */
  record Mapping(Place place, List<Entry> entries) implements Node {
    @Override
    public String kind() {
      return entries.isEmpty() ? "an empty mapping" : "a mapping";
    }
  }

  /** One name with its value. */
  record Entry(Scalar key, Node value) {}
}
