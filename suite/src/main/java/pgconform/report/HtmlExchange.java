package pgconform.report;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import pgconform.exchange.Verdict;
import pgconform.wire.Side;

/**
 * Shows an exchange as a sequence diagram: a table with a row for each message and a lane for each
 * connection. The client is on the left of the lane and the server on its right; one of them is
 * pgconform, and the other, if there are lanes of both kinds, the proxy in between. A client
 * program has a lane of its own, for the commands of pgconform and its answers. Because it is a
 * table, it can be read aloud, printed and searched. An event that came instead of the expected one
 * is red, with the expected one below.
 */
final class HtmlExchange {
  private static final int OCTETS_IN_ROW = 16;
  private static final double MILLIS = 1e3;
  private static final int LONGEST_NAME = 24;
  private static final String US = "pgconform";
  private static final String OCTETS = "octets";
  private static final String FIELD = "field";

  private final Html html;
  private final Set<String> lanes = new LinkedHashSet<>();

  private HtmlExchange(Html html) {
    this.html = html;
  }

  static void write(Html html, Finding finding) {
    new HtmlExchange(html).table(finding);
  }

  private void table(Finding finding) {
    List<TraceLine> trace = finding.trace();
    Set<String> accepted =
        trace.stream()
            .filter(TraceLine::accepted)
            .map(TraceLine::connection)
            .collect(Collectors.toSet());
    Set<String> programs =
        trace.stream()
            .filter(line -> line.side() == TraceLine.Side.TOLD)
            .map(TraceLine::connection)
            .collect(Collectors.toSet());
    boolean between = !accepted.isEmpty() || !programs.isEmpty();
    // Clients are on the left of a proxy, and servers on its right.
    trace.stream()
        .map(TraceLine::connection)
        .filter(name -> !name.isEmpty())
        .sorted(Comparator.comparing(accepted::contains))
        .forEach(lanes::add);
    html.open(
        "div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Exchange");
    html.open("table", "class", "exchange");
    html.element("caption", "Exchange (times in milliseconds). Click a message to see its fields.");
    html.open("thead").open("tr").element("th", "ms", "scope", "col");
    for (String lane : lanes) {
      html.open("th", "scope", "col", "class", "lane");
      boolean clients = accepted.contains(lane);
      end(clients ? brief(finding.target()) : US);
      html.element("span", lane);
      end(clients ? US : between ? brief(finding.target()) : "server");
      html.close("th");
    }
    html.close("tr").close("thead").open("tbody").line();
    ExchangeRow.of(trace, finding.failure()).forEach(this::row);
    html.close("tbody").close("table").close("div").line();
  }

  /** Adds the name of one end of a lane. */
  private void end(String who) {
    html.element("span", who, "class", "end", "aria-hidden", "true");
  }

  /** Shortens a name, which may be a long command. */
  private static String brief(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }

  private void row(ExchangeRow row) {
    if (row instanceof ExchangeRow.Single single) {
      TraceLine line = single.line();
      row(line.ms(), line.connection(), () -> cell(line), line.text());
    } else if (row instanceof ExchangeRow.StartUp startUp) {
      TraceLine first = startUp.lines().get(0);
      row(first.ms(), first.connection(), () -> startUp(startUp.lines()), "");
    } else if (row instanceof ExchangeRow.Unmet unmet) {
      Finding.Failure failure = unmet.failure();
      row(failure.atMs(), failure.connection(), () -> unmet(failure), null);
    }
  }

  /** Adds a row whose content is in the lane of its connection, or else across all lanes. */
  private void row(Double ms, String connection, Runnable content, String otherwise) {
    html.open("tr");
    html.element("td", ms == null ? "" : millis(ms), "class", "ms");
    if (lanes.contains(connection)) {
      for (String lane : lanes) {
        html.open("td", "class", "lane");
        if (lane.equals(connection)) {
          content.run();
        }
        html.close("td");
      }
    } else {
      String all = Integer.toString(Math.max(1, lanes.size()));
      html.open("td", "class", "note", "colspan", all);
      if (otherwise == null) {
        content.run();
      } else {
        html.text(otherwise);
      }
      html.close("td");
    }
    html.close("tr").line();
  }

  private static String millis(double ms) {
    return String.format(Locale.ROOT, "%.3f", ms);
  }

  /** Adds what was expected, what came, and how long the wait was. */
  private void unmet(Finding.Failure failure) {
    html.open("div", "class", "unmet").open("strong").sign(Verdict.FAIL);
    html.text(" expected: " + failure.wanted()).close("strong");
    html.element("span", "got: " + failure.came());
    if (failure.waitedMs() != null) {
      double seconds = failure.waitedMs() / MILLIS;
      html.element("span", String.format(Locale.ROOT, "waited: %.1f s", seconds));
    }
    html.element("span", "step: " + failure.step()).close("div");
  }

  private void startUp(List<TraceLine> lines) {
    double took = lines.get(lines.size() - 1).ms() - lines.get(0).ms();
    long messages = lines.stream().filter(line -> line.side() != TraceLine.Side.NOTE).count();
    html.open("details", "class", "startup");
    html.element(
        "summary", "start-up, %s in %.0f ms".formatted(Plural.of(messages, "message"), took));
    StringBuilder text = new StringBuilder();
    for (TraceLine line : lines) {
      String sign = line.side() == TraceLine.Side.NOTE ? "–" : line.toServer() ? "→" : "←";
      text.append("%10s  %s %s\n".formatted(millis(line.ms()), sign, line.text()));
    }
    html.element("pre", text.toString().stripTrailing(), "class", "octets").close("details");
  }

  private void cell(TraceLine line) {
    if (line.side() == TraceLine.Side.NOTE) {
      html.open("span", "class", line.unmet() ? "note wrong" : "note");
      if (line.unmet()) {
        html.sign(Verdict.FAIL).text(" ");
      }
      html.text(line.text()).close("span");
      return;
    }
    boolean more = line.size() > 0;
    // Data of the client points to the right, whichever side it is.
    boolean right =
        line.side() == TraceLine.Side.TOLD
            || line.sender().filter(Side.FRONTEND::equals).isPresent();
    String kind = "message " + (right ? "sent" : "received") + (line.unmet() ? " wrong" : "");
    html.open(more ? "details" : "div", "class", kind);
    html.open(more ? "summary" : "div");
    html.aside(line.side() + " ");
    if (line.unmet()) {
      html.sign(Verdict.FAIL).text(" ");
    }
    html.element("span", line.text());
    html.close(more ? "summary" : "div");
    if (more) {
      details(line);
    }
    html.close(more ? "details" : "div");
  }

  /** Adds a line for each field with its octets; tables would make the page slow. */
  private void details(TraceLine line) {
    List<FieldDescriptions.Field> fields = FieldDescriptions.of(line);
    int octets = OCTETS.length();
    int name = FIELD.length();
    for (FieldDescriptions.Field field : fields) {
      octets =
          Math.max(octets, Math.min(OCTETS_IN_ROW * 3 - 1, field.octets().length() / 2 * 3 - 1));
      name = Math.max(name, field.name().length());
    }
    String format = "%4s  %-" + octets + "s  %-" + name + "s  %s\n";
    StringBuilder text = new StringBuilder(format.formatted("at", OCTETS, FIELD, "value"));
    for (FieldDescriptions.Field field : fields) {
      String[] rows = spaced(field.octets());
      text.append(format.formatted(field.at(), rows[0], field.name(), field.value()));
      for (int i = 1; i < rows.length; i++) {
        text.append("%4s  %s\n".formatted("", rows[i]));
      }
    }
    html.element("pre", text.toString().stripTrailing(), "class", "octets");
  }

  /** Returns octets in hexadecimal, sixteen in a row. */
  private static String[] spaced(String hex) {
    return hex.replaceAll("(..)(?=.)", "$1 ")
        .replaceAll("((?:.. ){" + OCTETS_IN_ROW + "})(?=.)", "$1\n")
        .split(" ?\n", -1);
  }
}
