package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** report.html can be read by everybody: on each screen, in each scheme, on paper, and aloud. */
class HtmlForEverybodyTest extends InBrowser {
  /** Texts whose contrast with what is behind them is less than WCAG's AA asks for. */
  private static final String PALE =
      """
      (() => {
        const light = c => c.map(v => v / 255)
          .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
          .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const parse = text => text.match(/[\\d.]+/g).map(Number);
        const behind = e => {
          for (; e; e = e.parentElement) {
            const color = parse(getComputedStyle(e).backgroundColor);
            if (color.length < 4 || color[3] > 0) { return color.slice(0, 3); }
          }
          return [255, 255, 255];
        };
        const pale = new Set();
        for (const e of document.querySelectorAll('body *')) {
          if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.closest('svg')) {
            continue;
          }
          const a = light(parse(getComputedStyle(e).color).slice(0, 3));
          const b = light(behind(e));
          const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (contrast < 4.5) { pale.add(e.tagName + '.' + e.className + ' ' + contrast.toFixed(2)); }
        }
        return [...pale].join(', ');
      })()
      """;

  /** Ten columns fit; the head and the ids stay in sight wherever the table is scrolled to. */
  @Test
  void theHeadAndTheIdsStayInSight() throws Exception {
    screen(1400, "light", "screen");
    chromium.open(folder.resolve("ten.html"));
    String width = "document.querySelector('.pane').scrollWidth";
    assertTrue(number(width) <= number("document.querySelector('.pane').clientWidth"));
    chromium.evaluate("document.querySelector('#AAA-150').scrollIntoView({block: 'center'})");
    paint();
    String head = "document.querySelector('#requirements thead th').getBoundingClientRect()";
    assertEquals(0, number(head + ".top"), 1);
    screen(390, "light", "screen");
    chromium.open(folder.resolve("ten.html"));
    chromium.evaluate("document.querySelector('.pane').scrollTo(9999, 2000)");
    paint();
    String pane = "document.querySelector('.pane').getBoundingClientRect()";
    assertEquals(number(pane + ".top"), number(head + ".top"), 1);
    assertEquals(number(pane + ".left"), number(head + ".left"), 1);
    String id = "document.querySelector('#AAA-050 th').getBoundingClientRect()";
    assertEquals(number(pane + ".left"), number(id + ".left"), 1);
  }

  /** Everything that can be used has a name, and tables and pictures say what they are. */
  @Test
  void canBeReadAloud() throws Exception {
    chromium.open(folder.resolve("every.html"));
    openAll();
    JsonNode nodes = chromium.call("Accessibility.getFullAXTree", Map.of()).get("nodes");
    TreeSet<String> roles = new TreeSet<>();
    for (JsonNode node : nodes) {
      String role = node.path("role").path("value").asString("");
      String name = node.path("name").path("value").asString("");
      if (!node.path("ignored").asBoolean(false)) {
        roles.add(role);
        boolean needsName =
            List.of(
                    "link",
                    "textbox",
                    "searchbox",
                    "combobox",
                    "region",
                    "image",
                    "DisclosureTriangle")
                .contains(role);
        assertFalse(needsName && name.isBlank(), node.toString());
      }
    }
    assertTrue(
        roles.containsAll(
            List.of(
                "banner",
                "main",
                "search",
                "searchbox",
                "combobox",
                "status",
                "region",
                "table",
                "caption",
                "columnheader",
                "rowheader",
                "heading",
                "image")),
        roles.toString());
    assertEquals("en", text("document.documentElement.lang"));
    assertEquals(
        "H1 H2",
        text("[...document.querySelectorAll('h1,h2')].slice(0, 2).map(h => h.tagName).join(' ')"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void isLegible(String scheme) throws Exception {
    screen(1200, scheme, "screen");
    chromium.open(folder.resolve("every.html"));
    openAll();
    String background = text("getComputedStyle(document.body).backgroundColor");
    assertEquals(scheme.equals("light") ? "rgb(255, 255, 255)" : "rgb(13, 17, 23)", background);
    assertEquals("", text(PALE));
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 390, 800, 1600})
  void fitsScreens(int width) throws Exception {
    screen(width, "light", "screen");
    for (String name : List.of("every.html", "hostile.html", "ten.html")) {
      chromium.open(folder.resolve(name));
      chromium.evaluate(
          "document.querySelectorAll('.detail').forEach("
              + "(d, i) => { d.classList.toggle('open', i < 10); });"
              + "document.querySelectorAll('details').forEach((d, i) => { d.open = i < 30; })");
      double needed = number("document.documentElement.scrollWidth");
      assertTrue(needed <= width, "%s needs %.0f of %d".formatted(name, needed, width));
    }
  }

  @Test
  void canBePrinted() throws Exception {
    screen(1000, "light", "print");
    chromium.open(folder.resolve("every.html"));
    assertEquals("none", text("getComputedStyle(document.getElementById('filters')).display"));
    String pdf = chromium.call("Page.printToPDF", Map.of()).get("data").asString();
    String begin =
        new String(
            Base64.getDecoder().decode(pdf), 0, 5, java.nio.charset.StandardCharsets.US_ASCII);
    assertEquals("%PDF-", begin);
    assertEquals(
        "0",
        text(
            "String([...document.querySelectorAll('tr.requirement.red')].filter(r => "
                + "!r.nextElementSibling.matches('.open') ||"
                + " !r.nextElementSibling.querySelector('.finding[open]')).length)"),
        "what is red is printed in full");
  }
}
