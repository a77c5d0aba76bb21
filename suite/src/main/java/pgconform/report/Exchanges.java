package pgconform.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import pgconform.link.Transcript;

/** A transcript as text: one line for each message, with its time and its connection. */
public final class Exchanges {
  private Exchanges() {}

  /** The lines of a transcript, at most so many: of a longer one the first few and the last. */
  public static List<String> lines(Transcript transcript, int most) {
    List<Transcript.Entry> entries = transcript.entries();
    int width = entries.stream().mapToInt(e -> e.connection().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (Transcript.Entry entry : entries) {
      String sign =
          switch (entry.side()) {
            case SENT -> "->";
            case RECEIVED -> "<-";
            case NOTE -> "--";
          };
      String head =
          String.format(
              Locale.ROOT,
              "%10.3f ms  %-" + Math.max(1, width) + "s  %s ",
              entry.nanos() / 1e6,
              entry.connection(),
              sign);
      List<String> texts = entry.texts();
      if (texts.isEmpty()) {
        lines.add(head + "%d octets %s".formatted(entry.bytes().size(), entry.bytes()));
      }
      for (String text : texts) {
        lines.add(head + text);
      }
    }
    if (transcript.dropped() > 0) {
      lines.add("… %d more were not kept".formatted(transcript.dropped()));
    }
    if (lines.size() <= most) {
      return lines;
    }
    int first = most / 4;
    List<String> shortened = new ArrayList<>(lines.subList(0, first));
    shortened.add("… %d lines left out".formatted(lines.size() - most));
    shortened.addAll(lines.subList(lines.size() - (most - first), lines.size()));
    return shortened;
  }
}
