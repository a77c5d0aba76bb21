package pgconform.target.probe;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import pgconform.scenario.Capability;
import pgconform.wire.Text;

/** Collects what a probe has found so far: the capabilities of a target, and details for people. */
final class FoundCapabilities {
  private static final int LONGEST_DETAIL = 80;

  private final Map<String, String> details = new LinkedHashMap<>();
  private final Set<Capability> capabilities = new LinkedHashSet<>();

  /** Notes that the target has a capability. */
  void has(Capability capability, String detail) {
    tell(capability, Text.printable(detail, LONGEST_DETAIL), true);
  }

  /** Notes that the target lacks a capability. */
  void lacks(Capability capability) {
    details.put(capability.toString(), "no");
  }

  /** Notes that the target lacks a capability, and why. */
  void lacks(Capability capability, Exception why) {
    details.put(capability.toString(), no(why));
  }

  /** Returns the detail for something that the target answers with an error. */
  static String no(Exception why) {
    return "no: " + Text.printable(why.getMessage(), LONGEST_DETAIL);
  }

  /** Notes a detail that is not a capability. */
  void tell(String what, String detail) {
    details.put(what, detail);
  }

  /** Notes whether the target has a capability. */
  void tell(Capability capability, boolean there) {
    tell(capability, there ? "yes" : "no", there);
  }

  /** Notes whether the target has a capability, with a detail. */
  void tell(Capability capability, String detail, boolean there) {
    details.put(capability.toString(), detail);
    if (there) {
      capabilities.add(capability);
    }
  }

  /** Returns all details by name; for a missing capability, the detail begins with no. */
  Map<String, String> details() {
    return details;
  }

  /** Returns the capabilities of the target. */
  Set<Capability> capabilities() {
    return Set.copyOf(capabilities);
  }
}
