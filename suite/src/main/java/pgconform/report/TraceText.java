package pgconform.report;

import java.util.Locale;
import pgconform.link.Transcript;
import pgconform.wire.Side;

/**
 * An exchange as text in the style of libpq's trace: time, connection, F for what the frontend sent
 * and B for what the backend sent, the length word, the message, its fields. Remarks on a
 * connection begin with a minus; what a client program was told begins with {@code >}, and what it
 * has answered with {@code <}.
 */
final class TraceText {
  private TraceText() {}

  static String of(Transcript transcript) {
    StringBuilder out = new StringBuilder();
    for (TraceLine line : TraceLine.of(transcript)) {
      out.append(String.format(Locale.ROOT, "%.3f\t%s\t", line.ms(), line.connection()));
      out.append(
          line.sender()
              .map(sender -> (sender == Side.FRONTEND ? "F\t" : "B\t") + words(line))
              .orElseGet(() -> sign(line) + "\t\t" + line.text()));
      out.append('\n');
    }
    return out.toString();
  }

  private static String sign(TraceLine line) {
    return switch (line.side()) {
      case TOLD -> ">";
      case ANSWERED -> "<";
      case NOTE, SENT, RECEIVED -> "-";
    };
  }

  private static String words(TraceLine line) {
    // As libpq does: without the type byte, which the length word does not count.
    int length = line.size() - (line.type().isEmpty() ? 0 : 1);
    int fields = line.text().indexOf('(');
    boolean named = fields > 0 && line.text().endsWith(")");
    return length
        + "\t"
        + (named
            ? line.text().substring(0, fields)
                + "\t "
                + line.text().substring(fields + 1, line.text().length() - 1)
            : line.text());
  }
}
