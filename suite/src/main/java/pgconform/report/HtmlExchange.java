package pgconform.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An exchange as a sequence diagram: a table with a row for each message and a lane for each
 * connection, pgconform on the left of the lane and the server on its right. As a table it is read
 * aloud, printed and searched without help.
 */
final class HtmlExchange {
  private static final int OCTETS_IN_ROW = 16;

  private final Html html;

  private HtmlExchange(Html html) {
    this.html = html;
  }

  static void write(Html html, List<TraceLine> trace) {
    new HtmlExchange(html).table(trace);
  }

  private void table(List<TraceLine> trace) {
    Set<String> lanes = new LinkedHashSet<>();
    trace.stream().map(TraceLine::connection).filter(name -> !name.isEmpty()).forEach(lanes::add);
    html.open(
        "div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Exchange");
    html.open("table", "class", "exchange");
    html.element("caption", "Exchange, times in milliseconds; each message opens to its fields");
    html.open("thead").open("tr").element("th", "ms", "scope", "col");
    for (String lane : lanes) {
      html.open("th", "scope", "col", "class", "lane");
      html.element("span", "pgconform", "class", "end", "aria-hidden", "true");
      html.element("span", lane);
      html.element("span", "server", "class", "end", "aria-hidden", "true");
      html.close("th");
    }
    html.close("tr").close("thead").open("tbody").line();
    trace.forEach(line -> row(line, lanes));
    html.close("tbody").close("table").close("div").line();
  }

  private void row(TraceLine line, Set<String> lanes) {
    html.open("tr").element("td", String.format(Locale.ROOT, "%.3f", line.ms()), "class", "ms");
    if (line.connection().isEmpty()) {
      html.element("td", line.text(), "class", "note", "colspan", Integer.toString(lanes.size()));
    } else {
      for (String lane : lanes) {
        html.open("td", "class", "lane");
        if (lane.equals(line.connection())) {
          cell(line);
        }
        html.close("td");
      }
    }
    html.close("tr").line();
  }

  private void cell(TraceLine line) {
    if (line.side() == TraceLine.Side.NOTE) {
      html.element("span", line.text(), "class", "note");
      return;
    }
    boolean more = line.size() > 0;
    html.open(more ? "details" : "div", "class", "message " + line.side());
    html.open(more ? "summary" : "div");
    html.element("span", line.side() + " ", "class", "aside");
    html.element("span", line.text());
    html.close(more ? "summary" : "div");
    if (more) {
      details(line);
    }
    html.close(more ? "details" : "div");
  }

  /** Which octets are which field. */
  private void details(TraceLine line) {
    html.open("table", "class", "octets");
    html.constant("<thead><tr><th scope=\"col\">at</th><th scope=\"col\">octets</th>");
    html.constant("<th scope=\"col\">field</th><th scope=\"col\">value</th></tr></thead><tbody>");
    for (OctetFields.Field field : OctetFields.of(line)) {
      html.open("tr").element("td", Integer.toString(field.at()));
      html.element("td", spaced(field.octets())).element("td", field.name());
      html.element("td", field.value()).close("tr");
    }
    html.constant("</tbody></table>");
  }

  /** Octets in hexadecimal, sixteen in a row. */
  private static String spaced(String hex) {
    return hex.replaceAll("(..)(?=.)", "$1 ")
        .replaceAll("((?:.. ){" + OCTETS_IN_ROW + "})", "$1\n");
  }
}
