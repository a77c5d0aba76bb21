package pgconform.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pgconform.scenario.Level;

/**
 * Shows the rounds of races: their outcomes in sentences, and a plot of the shares by offset. The
 * outcomes are distinguished by hatching, which is visible in black and white as well.
 */
final class HtmlRace {
  private static final int LEFT = 44;
  private static final int WIDTH = 480;
  private static final int HEIGHT = 120;
  private static final int LEGEND = 20;
  private static final int AXIS = 34;

  /** The fills of the bars of the outcomes; further ones look like the last. */
  private static final List<String> FILLS =
      List.of("full", "none", "rising", "dots", "falling", "crossed", "level");

  private final Html html;
  private final String id;

  private HtmlRace(Html html, String id) {
    this.html = html;
    this.id = id;
  }

  /**
   * Writes the races of a result.
   *
   * @param anchor the id of this result, which is unique on the page
   */
  static void write(Html html, Finding finding, String anchor) {
    for (int i = 0; i < finding.races().size(); i++) {
      new HtmlRace(html, anchor + "-race" + i).write(finding.races().get(i), finding.level());
    }
  }

  private void write(RaceFinding race, Level level) {
    html.open("ul", "class", "race");
    race.lines(level).forEach(line -> html.element("li", line));
    html.close("ul").line();
    if (!race.offsets().isEmpty()) {
      plot(race);
    }
  }

  private void plot(RaceFinding race) {
    List<String> outcomes = race.outcomes().stream().map(RaceFinding.Share::outcome).toList();
    int height = HEIGHT + AXIS + LEGEND * outcomes.size();
    html.open("figure").element("figcaption", "Outcomes of the rounds by offset");
    html.open(
        "svg",
        "role",
        "img",
        "class",
        "plot race",
        "viewBox",
        "0 0 %d %d".formatted(LEFT + WIDTH + 30, height),
        "width",
        Integer.toString(LEFT + WIDTH + 30),
        "aria-label",
        words(race));
    patterns();
    axis(race);
    race.offsets().forEach(place -> bar(race, place, outcomes));
    for (int i = 0; i < outcomes.size(); i++) {
      int y = HEIGHT + AXIS + LEGEND * i;
      rect(LEFT, y, 14, 14, fill(i));
      text(LEFT + 22, y + 12, "start", outcomes.get(i));
    }
    html.close("svg").close("figure").line();
  }

  /** Returns a description of the plot for those who cannot see it. */
  private static String words(RaceFinding race) {
    List<String> words = new ArrayList<>();
    for (RaceFinding.Place place : race.offsets()) {
      List<String> counts = new ArrayList<>();
      place.outcomes().forEach((outcome, count) -> counts.add(outcome + " " + count));
      words.add(
          String.format(
              Locale.ROOT,
              "%.2f to %.2f ms: %s",
              place.fromMs(),
              place.toMs(),
              String.join(", ", counts)));
    }
    return "Rounds by offset. " + String.join("; ", words);
  }

  private void patterns() {
    html.open("defs");
    pattern("rising", "M0 6L6 0");
    pattern("falling", "M0 0L6 6");
    pattern("dots", "M2 3L4 3");
    pattern("crossed", "M0 6L6 0M0 0L6 6");
    pattern("level", "M0 3L6 3");
    html.close("defs");
  }

  private void pattern(String name, String path) {
    html.open(
        "pattern",
        "id",
        id + "-" + name,
        "width",
        "6",
        "height",
        "6",
        "patternUnits",
        "userSpaceOnUse");
    html.open("path", "d", path, "class", "hatch").close("path").close("pattern");
  }

  private String fill(int outcome) {
    String name = FILLS.get(Math.min(outcome, FILLS.size() - 1));
    return switch (name) {
      case "full" -> "currentColor";
      case "none" -> "none";
      default -> "url(#" + id + "-" + name + ")";
    };
  }

  private void axis(RaceFinding race) {
    for (int percent = 0; percent <= 100; percent += 50) {
      int y = HEIGHT - HEIGHT * percent / 100 + 6;
      text(LEFT - 6, Math.min(HEIGHT, y + 4), "end", percent + " %");
    }
    double from = first(race).fromMs();
    double upTo = end(race);
    for (int i = 0; i <= 4; i++) {
      double at = from + (upTo - from) * i / 4;
      String label = String.format(Locale.ROOT, i == 4 ? "%.1f ms" : "%.1f", at);
      text(LEFT + WIDTH * i / 4, HEIGHT + 22, "middle", label);
    }
  }

  private static RaceFinding.Place first(RaceFinding race) {
    return race.offsets().get(0);
  }

  private static double width(RaceFinding race) {
    return first(race).toMs() - first(race).fromMs();
  }

  /** Returns the end of the last bar, which is as wide as the others whatever it contains. */
  private static double end(RaceFinding race) {
    return race.offsets().get(race.offsets().size() - 1).fromMs() + width(race);
  }

  private void bar(RaceFinding race, RaceFinding.Place place, List<String> outcomes) {
    double from = first(race).fromMs();
    double scale = WIDTH / (end(race) - from);
    int x = LEFT + (int) Math.round((place.fromMs() - from) * scale);
    int width = Math.max(2, (int) Math.round(width(race) * scale) - 1);
    int all = place.outcomes().values().stream().mapToInt(n -> n).sum();
    double y = HEIGHT + 6.0;
    for (int i = 0; i < outcomes.size(); i++) {
      int count = Optional.ofNullable(place.outcomes().get(outcomes.get(i))).orElse(0);
      if (count > 0) {
        double height = (double) HEIGHT * count / all;
        y -= height;
        rect(x, (int) Math.round(y), width, Math.max(1, (int) Math.round(height)), fill(i));
      }
    }
  }

  private void rect(int x, int y, int width, int height, String fill) {
    html.open(
        "rect",
        "x",
        Integer.toString(x),
        "y",
        Integer.toString(y),
        "width",
        Integer.toString(width),
        "height",
        Integer.toString(height),
        "fill",
        fill,
        "class",
        "outcome");
    html.close("rect");
  }

  private void text(int x, int y, String anchor, String text) {
    html.element(
        "text", text, "x", Integer.toString(x), "y", Integer.toString(y), "text-anchor", anchor);
  }
}
