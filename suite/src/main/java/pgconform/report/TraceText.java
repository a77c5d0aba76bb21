package pgconform.report;

import java.util.Locale;
import pgconform.link.Transcript;
import pgconform.wire.Side;

/**
 * Formats an exchange in the style of libpq's trace: time, connection, F for the frontend or B for
 * the backend as the sender, the length word, the message, and its fields. Remarks on a connection
 * begin with a minus sign, commands to a client program with {@code >}, and its answers with {@code
 * <}.
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
    // As in libpq, the type byte is left out, since the length word does not count it.
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
