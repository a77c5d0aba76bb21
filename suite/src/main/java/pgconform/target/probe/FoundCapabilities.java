package pgconform.target.probe;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import pgconform.scenario.Capability;
import pgconform.wire.Text;

/** What a probe has found out so far: the words for people, and what scenarios may need of it. */
final class FoundCapabilities {
  private static final int LONGEST_DETAIL = 80;

  private final Map<String, String> words = new LinkedHashMap<>();
  private final Set<Capability> capabilities = new LinkedHashSet<>();

  /** The target can do that. */
  void has(Capability capability, String detail) {
    tell(capability, Text.printable(detail, LONGEST_DETAIL), true);
  }

  /** The target cannot do that. */
  void lacks(Capability capability) {
    words.put(capability.toString(), "no");
  }

  /** The target cannot do that, and what it says to it. */
  void lacks(Capability capability, Exception why) {
    words.put(capability.toString(), no(why));
  }

  /** What the target says to something that it cannot do. */
  static String no(Exception why) {
    return "no: " + Text.printable(why.getMessage(), LONGEST_DETAIL);
  }

  /** A fact about the target that no scenario needs, and thus no capability. */
  void tell(String what, String detail) {
    words.put(what, detail);
  }

  /** In words, whether the target can do that. */
  void tell(Capability capability, String detail, boolean there) {
    words.put(capability.toString(), detail);
    if (there) {
      capabilities.add(capability);
    }
  }

  /** By name, with what was found; also what it lacks. */
  Map<String, String> words() {
    return words;
  }

  /** What it can do. */
  Set<Capability> capabilities() {
    return Set.copyOf(capabilities);
  }
}
