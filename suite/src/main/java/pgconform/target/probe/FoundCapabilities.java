package pgconform.target.probe;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import pgconform.wire.Text;

/** What a probe has found out so far: the words for people, and what scenarios may need of it. */
final class FoundCapabilities {
  private static final int LONGEST_DETAIL = 80;

  private final Map<String, String> words = new LinkedHashMap<>();
  private final Set<String> capabilities = new LinkedHashSet<>();

  /** The target can do that. */
  void has(String capability, String detail) {
    tell(capability, Text.printable(detail, LONGEST_DETAIL), true);
  }

  /** The target cannot do that. */
  void lacks(String capability) {
    words.put(capability, "no");
  }

  /** The target cannot do that, and what it says to it. */
  void lacks(String capability, Exception why) {
    words.put(capability, "no: " + Text.printable(why.getMessage(), LONGEST_DETAIL));
  }

  /** Something that is worth a word, whether or not it is a capability. */
  void tell(String what, String detail) {
    words.put(what, detail);
  }

  /** In words, whether the target can do that. */
  void tell(String capability, String detail, boolean there) {
    words.put(capability, detail);
    if (there) {
      capabilities.add(capability);
    }
  }

  /** By name, with what was found; also what it lacks. */
  Map<String, String> words() {
    return words;
  }

  /** What it can do. */
  Set<String> capabilities() {
    return Set.copyOf(capabilities);
  }
}
