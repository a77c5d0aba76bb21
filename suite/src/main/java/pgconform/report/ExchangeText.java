package pgconform.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats an exchange as text: one line for each message, with its time and connection. */
final class ExchangeText {
  private ExchangeText() {}

  /**
   * Returns the lines of an exchange; if there are more than {@code most}, the first few and the
   * last.
   */
  static List<String> lines(List<TraceLine> trace, int most) {
    int width = trace.stream().mapToInt(e -> e.connection().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (TraceLine line : TraceLine.shortened(trace, most)) {
      String sign =
          switch (line.side()) {
            case SENT, TOLD -> "->";
            case RECEIVED, ANSWERED -> "<-";
            case NOTE -> "--";
          };
      lines.add(
          line.connection().isEmpty()
              ? line.text()
              : String.format(
                  Locale.ROOT,
                  "%10.3f ms  %-" + Math.max(1, width) + "s  %s %s",
                  line.ms(),
                  line.connection(),
                  sign,
                  line.text()));
    }
    return lines;
  }
}
