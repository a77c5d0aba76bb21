package pgconform.selftest;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import pgconform.scenario.Scenario;

/**
 * Whether a scenario may fail because of a fault: it is of the fault's area, or does what that area
 * is about. Where another one fails, a report misleads whoever reads it.
 *
 * <p>What a scenario does is found in its text, which is written once for all faults.
 */
final class RelatedScenarios {
  /** CopyFail has the SQLSTATE of a cancel as its error. */
  private static final String CANCELS =
      "\\bcancel:|\\bCancelRequest\\b|pg_cancel_backend|pg_terminate_backend|\\bCopyFail\\b";

  /** What has to be in a scenario that sends a CancelRequest; the last is its code, in octets. */
  private static final Pattern SENDS_CANCEL =
      Pattern.compile("\\bcancel:|\\bCancelRequest\\b|04 ?d2 ?16 ?2e");

  /** A start-up that the server refuses. */
  private static final String REFUSED = "S=FATAL";

  /** What an area is about, as scenario files say it; areas that are not here are about less. */
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

  /** What breaks more than its area is about. */
  private static final Map<String, List<String>> ALSO =
      Map.ofEntries(
          // Whoever runs beside the one that is judged is hit.
          Map.entry("cancel-hits-a-neighbour", EVERYTHING),
          Map.entry("cancel-hits-everybody", EVERYTHING),
          Map.entry("now-and-then-another-query", EVERYTHING),
          Map.entry("junk-ends-all-sessions", EVERYTHING),
          // No session begins as it should.
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
          // Simple queries meet these as well.
          Map.entry("skipped-messages-are-errors", List.of("ready", "startup")),
          Map.entry("sync-ends-a-failed-block", List.of("encryption", "ready")),
          // A pipeline can have a Terminate in it.
          Map.entry("terminate-answered", List.of("extended")),
          Map.entry("terminate-ignored", List.of("extended")),
          Map.entry("vanished-client-unnoticed", List.of("security")),
          Map.entry("junk-told-the-version", List.of("cancel", "framing")));

  /** By the scenario's id. */
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  private static Map.Entry<String, Pattern> about(String area, String words) {
    return Map.entry(area, Pattern.compile(words));
  }

  /** Whether this scenario may fail because of this fault. */
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

  /** Whether a scenario may send a CancelRequest; what never does cannot meet a fault of those. */
  boolean sendsCancel(Scenario scenario) {
    return SENDS_CANCEL.matcher(text(scenario)).find();
  }

  private String text(Scenario scenario) {
    return texts.computeIfAbsent(scenario.id(), id -> scenario.text());
  }
}
