package pgconform.target.probe;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import pgconform.wire.Text;

/** What a probe has found so far: the capabilities of a target, and details for people. */
final class FoundCapabilities {
  private static final int LONGEST_DETAIL = 80;

  private final Map<String, String> details = new LinkedHashMap<>();
  private final Set<String> capabilities = new LinkedHashSet<>();

  /** Notes that the target has a capability. */
  void has(String capability, String detail) {
    tell(capability, Text.printable(detail, LONGEST_DETAIL), true);
  }

  /** Notes that the target lacks a capability. */
  void lacks(String capability) {
    details.put(capability, "no");
  }

  /** Notes that the target lacks a capability, and why. */
  void lacks(String capability, Exception why) {
    details.put(capability, "no: " + Text.printable(why.getMessage(), LONGEST_DETAIL));
  }

  /** Notes a detail that is not a capability. */
  void tell(String what, String detail) {
    details.put(what, detail);
  }

  /** Notes whether the target has a capability, with a detail. */
  void tell(String capability, String detail, boolean there) {
    details.put(capability, detail);
    if (there) {
      capabilities.add(capability);
    }
  }

  /** Returns all details by name; for a capability that is lacking, the detail begins with no. */
  Map<String, String> details() {
    return details;
  }

  /** Returns the capabilities of the target. */
  Set<String> capabilities() {
    return Set.copyOf(capabilities);
  }
}
