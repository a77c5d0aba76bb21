package pgconform.report;

import pgconform.exchange.Verdict;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a badge, as JSON for the endpoint of shields.io and as an image. */
final class Badge {
  private static final int CHARACTER = 7;
  private static final int MARGIN = 10;
  private static final String LABEL = "pgconform";

  private final String message;
  private final boolean green;

  private Badge(String message, boolean green) {
    this.message = message;
    this.green = green;
  }

  static Badge of(Report report) {
    long failed = report.count(Verdict.FAIL);
    String judged = report.judgedOfAll() + " judged";
    String words =
        report.gone() && report.judged() == 0
            ? "not tested"
            : failed == 0 ? judged : "%d failed, %s".formatted(failed, judged);
    return new Badge(words, report.exitStatus() == ExitStatus.GREEN);
  }

  String json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("schemaVersion", 1);
    node.put("label", LABEL);
    node.put("message", message);
    node.put("color", green ? "brightgreen" : "red");
    return node + "\n";
  }

  String svg() {
    int left = LABEL.length() * CHARACTER + MARGIN;
    int right = message.length() * CHARACTER + MARGIN;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="%2$s: %3$s">
    <title>%2$s: %3$s</title>
    <rect width="%4$d" height="20" fill="#444"/><rect x="%4$d" width="%5$d" height="20" fill="%6$s"/>
    <g fill="#fff" text-anchor="middle" font-family="Verdana,sans-serif" font-size="11">
    <text x="%7$d" y="14">%2$s</text><text x="%8$d" y="14">%3$s</text>
    </g>
    </svg>
    """
        .formatted(
            left + right,
            LABEL,
            message,
            left,
            right,
            green ? "#2c7a1f" : "#b3121d",
            left / 2,
            left + right / 2);
  }
}
