package pgconform.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    if (line.side().equals("note")) {
      html.element("span", line.text(), "class", "note");
      return;
    }
    boolean more = line.size() > 0;
    html.open(more ? "details" : "div", "class", "message " + side(line));
    html.open(more ? "summary" : "div");
    html.element("span", line.side() + " ", "class", "aside");
    html.element("span", line.text());
    html.close(more ? "summary" : "div");
    if (more) {
      details(line);
    }
    html.close(more ? "details" : "div");
  }

  /** Only the two words that the style sheet knows, whatever a report from elsewhere says. */
  private static String side(TraceLine line) {
    return line.side().equals("sent") ? "sent" : "received";
  }

  private void details(TraceLine line) {
    if (!line.fields().isEmpty()) {
      html.open("dl");
      for (Map.Entry<String, String> field : line.fields().entrySet()) {
        html.term(field.getKey(), field.getValue().isEmpty() ? "(empty)" : field.getValue());
      }
      html.close("dl");
    }
    html.open("dl", "class", "octets");
    if (!line.type().isEmpty()) {
      html.term("type", line.type() + "  " + characters(line.type()));
    }
    if (!line.length().isEmpty()) {
      html.term("length", line.length() + "  " + number(line.length()));
    }
    html.element("dt", "body").open("dd");
    int head = (line.type().length() + line.length().length()) / 2;
    int rest = line.size() - head;
    if (line.body().isEmpty() && rest > 0) {
      html.text("%d octets, not shown: secret".formatted(rest));
    } else if (rest <= 0) {
      html.text("(empty)");
    } else {
      html.element("pre", dump(line.body()));
      int left = rest - line.body().length() / 2;
      if (left > 0) {
        html.text("%d more octets".formatted(left));
      }
    }
    html.close("dd").term("in all", line.size() + " octets").close("dl");
  }

  private static String number(String hex) {
    return hex.matches("[0-9a-f]{1,8}") ? Integer.toString((int) Long.parseLong(hex, 16)) : "";
  }

  /** Octets in hexadecimal, and beside them the characters that they are. */
  private static String dump(String hex) {
    StringBuilder dump = new StringBuilder();
    for (int at = 0; at < hex.length(); at += 2 * OCTETS_IN_ROW) {
      String row = hex.substring(at, Math.min(hex.length(), at + 2 * OCTETS_IN_ROW));
      String spaced = row.replaceAll("(..)(?=.)", "$1 ");
      dump.append(
          String.format(
              Locale.ROOT,
              "%04x  %-" + (3 * OCTETS_IN_ROW - 1) + "s  %s%n",
              at / 2,
              spaced,
              characters(row)));
    }
    return dump.toString();
  }

  private static String characters(String hex) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i + 1 < hex.length(); i += 2) {
      int octet = Character.digit(hex.charAt(i), 16) * 16 + Character.digit(hex.charAt(i + 1), 16);
      text.append(octet >= ' ' && octet <= '~' ? (char) octet : '·');
    }
    return text.toString();
  }
}
