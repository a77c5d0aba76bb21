package pgconform.selftest;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import pgconform.scenario.Scenario;

/**
 * Decides whether a scenario may fail because of a fault: it belongs to the fault's area, or does
 * what that area is about. If any other one fails, its report is misleading.
 *
 * <p>The text of a scenario shows what it does; it is generated once for all faults.
 */
final class RelatedScenarios {
  /**
   * Matches scenarios with cancels; CopyFail also causes an error with the SQLSTATE of a cancel.
   */
  private static final String CANCELS =
      "\\bcancel:|\\bCancelRequest\\b|pg_cancel_backend|pg_terminate_backend|\\bCopyFail\\b";

  /** Matches scenarios that send a CancelRequest; the last alternative is its code, in octets. */
  private static final Pattern SENDS_CANCEL =
      Pattern.compile("\\bcancel:|\\bCancelRequest\\b|04 ?d2 ?16 ?2e");

  /** Matches scenarios with a start-up that the server refuses. */
  private static final String REFUSED = "S=FATAL";

  /**
   * What each area is about, as scenario files express it; areas that are not listed are about
   * less.
   */
  private static final Map<String, Pattern> ABOUT =
      Map.ofEntries(
          about("authentication", REFUSED),
          about("cancel", CANCELS),
          about("cancel-state", CANCELS),
          about("cancel-error", CANCELS),
          about(
              "extended",
              "\\b(Parse|Bind|Describe|Execute|Flush|Sync|FunctionCall)\\b|\\bpipeline:|Query: .*;"
                  + "|\\bcopy\\b|\\bNULL\\b"),
          about("encryption", "SSLRequest|GSSENCRequest|\\bhandshake:|\\bover:|\\btransport\\b"),
          about("framing", "\\bbytes:|\\blength:|StartupMessage|CancelRequest"),
          about("keydata", CANCELS + "|BackendKeyData|\\bkeys:"),
          about("race", CANCELS),
          about("ready", "ReadyForQuery|\\balive:"),
          about("startup", REFUSED + "|replication"),
          about("termination", "\\bclose:|\\bby:|pg_terminate_backend"),
          about("timeouts", "\\bClosed\\b|\\bclosed:"),
          about("version", "\\bversion\\b|\\bprotocol:|_pq_|\\bbytes:"));

  private static final List<String> EVERYTHING = List.of();

  /** Faults that break more than their area is about. */
  private static final Map<String, List<String>> ALSO =
      Map.ofEntries(
          // Other sessions than the one that is judged are hit.
          Map.entry("cancel-hits-a-neighbour", EVERYTHING),
          Map.entry("cancel-hits-everybody", EVERYTHING),
          Map.entry("now-and-then-another-query", EVERYTHING),
          Map.entry("junk-ends-all-sessions", EVERYTHING),
          // No session begins correctly.
          Map.entry("authentication-ok-missing", EVERYTHING),
          Map.entry("key-before-authentication", EVERYTHING),
          Map.entry("key-before-the-password", EVERYTHING),
          Map.entry("key-of-a-failed-start-up", List.of("encryption", "framing", "security")),
          Map.entry("tls-only-login-in-plaintext", List.of("cancel", "security")),
          Map.entry("tls-not-enforced", List.of("authentication", "cancel")),
          Map.entry("wrong-key-told", List.of("cancel", "encryption")),
          Map.entry("wrong-keys-shut-out", List.of("cancel", "cancel-error")),
          Map.entry("key-from-time", List.of("cancel", "keydata")),
          Map.entry("negotiation-unasked", List.of("framing")),
          Map.entry("open-after-start-up-error", List.of("framing", "security")),
          Map.entry("start-up-errors-silent", List.of("security")),
          Map.entry("statements-committed-one-by-one", List.of("extended")),
          // Simple queries are affected as well.
          Map.entry("skipped-messages-are-errors", List.of("ready", "startup")),
          Map.entry("sync-ends-a-failed-block", List.of("encryption", "ready")),
          // A pipeline may contain a Terminate.
          Map.entry("terminate-answered", List.of("extended")),
          Map.entry("terminate-ignored", List.of("extended")),
          Map.entry("vanished-client-unnoticed", List.of("security")),
          Map.entry("junk-told-the-version", List.of("cancel", "framing")));

  /** The texts by the id of the scenario. */
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  private static Map.Entry<String, Pattern> about(String area, String words) {
    return Map.entry(area, Pattern.compile(words));
  }

  /** Returns whether this scenario may fail because of this fault. */
  boolean areRelated(Fault fault, Scenario scenario) {
    if (fault.area().equals(scenario.area())
        || Scenario.BASICS.containsAll(List.of(fault.area(), scenario.area()))) {
      return true;
    }
    List<String> also = ALSO.get(fault.name());
    if (also != null && (also.isEmpty() || also.contains(scenario.area()))) {
      return true;
    }
    Pattern about = ABOUT.get(fault.area());
    return about != null && about.matcher(text(scenario)).find();
  }

  /**
   * Returns whether a scenario may send a CancelRequest; otherwise, it cannot meet a fault of
   * those.
   */
  boolean sendsCancel(Scenario scenario) {
    return SENDS_CANCEL.matcher(text(scenario)).find();
  }

  private String text(Scenario scenario) {
    return texts.computeIfAbsent(scenario.id(), id -> scenario.text());
  }
}
