package pgconform.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import pgconform.run.Interruption;
import pgconform.scenario.Capability;

/** Summarizes why requirements were not judged, and thus what is needed to judge more. */
public final class NotJudgedReasons {
  private static final int MOST = 8;

  /** The ways in which a user can provide a capability, if the user can. */
  private static final Map<String, String> HINTS = new LinkedHashMap<>();

  static {
    hint(
        "embedded, postgres:DIR and docker: have it, and a target file can",
        Capability.THROW_AWAY_SERVER);
    hint("--exclusive, if nobody else uses the server", Capability.EXCLUSIVE_USE);
    hint(
        "--login, or a target file",
        Capability.USER_LOGIN,
        Capability.PASSWORD_LOGIN,
        Capability.MD5_LOGIN,
        Capability.SCRAM_LOGIN,
        Capability.HOSTSSL_LOGIN,
        Capability.REJECT_LOGIN,
        Capability.NOLOGIN_LOGIN);
    hint("log in as a superuser", Capability.SUPERUSER);
    hint(
        "set authentication_timeout to 10s or less; --authentication-timeout, if it is not shown",
        Capability.SHORT_AUTHENTICATION_TIMEOUT);
    hint("allow 32 more sessions", Capability.MANY_SESSIONS);
    hint(
        "grant TEMPORARY on the database, and let its transactions write",
        Capability.TEMPORARY_TABLE);
    hint("turn TLS on", Capability.TLS, Capability.TLS_HANDSHAKE);
  }

  private NotJudgedReasons() {}

  private static void hint(String words, Capability... capabilities) {
    for (Capability capability : capabilities) {
      HINTS.put(capability.toString(), words);
    }
  }

  /** Returns a line for each reason, the most frequent first; empty if everything was judged. */
  public static List<String> lines(List<Finding> findings) {
    Map<String, Long> reasons =
        findings.stream()
            .map(NotJudgedReasons::reason)
            .filter(reason -> !reason.isEmpty())
            .collect(
                Collectors.groupingBy(reason -> reason, LinkedHashMap::new, Collectors.counting()));
    List<Map.Entry<String, Long>> sorted = new ArrayList<>(reasons.entrySet());
    sorted.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, Long> reason : sorted.subList(0, Math.min(MOST, sorted.size()))) {
      lines.add(reason.getValue() + ": " + reason.getKey());
    }
    long others = sorted.stream().skip(MOST).mapToLong(Map.Entry::getValue).sum();
    if (others > 0) {
      lines.add(others + ": other reasons (see the results)");
    }
    return lines;
  }

  /** Returns why a result says nothing about its requirement; empty if it does. */
  private static String reason(Finding finding) {
    return switch (finding.verdict()) {
      case PASS, INFO, LENIENT, FAIL -> "";
      case UNSUPPORTED -> unsupported(finding);
      case BLOCKED -> "blocked by what other requirements judge";
      case UNDECIDED ->
          finding.cases() == 0
              ? finding.message().equals(Interruption.MESSAGE)
                  ? "the run was interrupted before they were judged"
                  : "no time was left for a single case"
              : "undecided: too few observations, because of a race or the time limit (--tries N"
                  + " for more)";
      case ERROR -> "an error (see the results)";
    };
  }

  private static String unsupported(Finding finding) {
    if (!finding.missing().isEmpty()) {
      return finding.missing().stream()
          .sorted()
          .map(NotJudgedReasons::hinted)
          .collect(Collectors.joining(", "));
    }
    return finding.cases() == 0
        ? "apply only to other releases of PostgreSQL"
        : "the target refuses, or cannot do, something that this needs (see the results)";
  }

  private static String hinted(String capability) {
    String hint = HINTS.get(capability);
    return "lacks " + (hint == null ? capability : "%s (%s)".formatted(capability, hint));
  }
}
