package pgconform.selftest;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import pgconform.scenario.Scenario;

/**
 * Whether a scenario may fail because of a fault: it is of the fault's area, or does what that area
 * is about. Where another one fails, a report misleads whoever reads it.
 */
final class Kinship {
  private static final Pattern CANCELS = Pattern.compile("\\bcancel:|\\bCancelRequest\\b");

  /** What an area is about, as scenario files say it; areas that are not here are about less. */
  private static final Map<String, Pattern> ABOUT =
      Map.of(
          "cancel", CANCELS,
          "cancel by state", CANCELS,
          "cancel error", CANCELS,
          "race", CANCELS,
          "key data", Pattern.compile(CANCELS + "|BackendKeyData|\\bkeys:"),
          "encryption",
              Pattern.compile("SSLRequest|GSSENCRequest|\\bhandshake:|\\bover:|\\btransport\\b"),
          "version", Pattern.compile("\\bversion\\b|\\bprotocol:|_pq_"));

  private Kinship() {}

  static boolean related(Fault fault, Scenario scenario) {
    if (fault.area().equals(scenario.area()) || fault.also().contains(scenario.area())) {
      return true;
    }
    boolean basics = Scenario.BASICS.containsAll(List.of(fault.area(), scenario.area()));
    Pattern about = ABOUT.get(fault.area());
    return basics || (about != null && about.matcher(scenario.text()).find());
  }
}
