package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.run.RunResult;
import tools.jackson.databind.JsonNode;

/** report.html does in a browser what it is for, and nothing that a server wants it to do. */
class HtmlInBrowserTest {
  /** What counts is the fastest of so many, at most. */
  private static final int ROUNDS = 5;

  private static final int LIMIT_MS = 1000;

  /** A busy machine needs more than a second for a plain table of so many cells. */
  private static final int PLAIN_ROWS = 5000;

  private static final String VISIBLE_ROWS =
      "[...document.querySelectorAll('#matrix tr[data-id]')].filter(r => !r.hidden)"
          + ".map(r => r.dataset.id).join(' ')";

  private static final String OPEN_ROWS =
      "[...document.querySelectorAll('.detail.open')].map(d => d.previousElementSibling.id).join('"
          + " ')";

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

  @TempDir private static Path folder;

  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.start();
    write("every.html", Samples.every("something"));
    write("hostile.html", Samples.every(Samples.HOSTILE));
    write("ten.html", Samples.tenTargets(10));
    write("green.html", Samples.green());
    Files.writeString(
        folder.resolve("plain.html"),
        "<!DOCTYPE html><table>" + ("<tr>" + "<td>plain".repeat(10)).repeat(PLAIN_ROWS));
  }

  @AfterAll
  static void stop() throws Exception {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void usual() throws Exception {
    screen(1200, "light", "screen");
  }

  private static void write(String name, RunResult run) throws Exception {
    Report report = Report.of(run);
    Files.writeString(folder.resolve(name), HtmlReport.of(report));
  }

  private static void screen(int width, String scheme, String media) throws Exception {
    chromium.call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    chromium.call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            media,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private static String text(String script) throws Exception {
    return chromium.evaluate(script).asString();
  }

  /** Waits for two frames: whatever a page does by itself has been done then. */
  private static void paint() throws Exception {
    chromium.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");
  }

  private static void openAll() throws Exception {
    chromium.evaluate(
        "document.querySelectorAll('.folded').forEach(group => group.classList.remove('folded'));"
            + "document.querySelectorAll('.detail').forEach(row => row.classList.add('open'));"
            + "document.querySelectorAll('details').forEach(d => { d.open = true; })");
    paint();
  }

  @ParameterizedTest
  @ValueSource(strings = {"every.html", "hostile.html", "ten.html"})
  void loadsNothingElseAndComplainsOfNothing(String name) throws Exception {
    Path file = folder.resolve(name);
    chromium.open(file);
    paint();
    TreeSet<String> urls = new TreeSet<>();
    chromium
        .events("Network.requestWillBeSent")
        .forEach(event -> urls.add(event.path("request").path("url").asString("")));
    urls.remove("about:blank");
    assertEquals(new TreeSet<>(List.of(file.toUri().toString())), urls);
    for (String trouble :
        List.of(
            "Log.entryAdded",
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Page.javascriptDialogOpening")) {
      assertEquals(List.of(), chromium.events(trouble), trouble);
    }
    assertEquals("1", text("String(document.scripts.length)"));
    assertEquals("0", text("String(document.images.length)"));
  }

  @Test
  void thePolicyStopsWhatIsNotItsOwn() throws Exception {
    chromium.open(folder.resolve("hostile.html"));
    String blocked =
        text(
            """
            (async () => {
              const blocked = new Set();
              document.addEventListener('securitypolicyviolation',
                event => blocked.add(event.effectiveDirective));
              const script = document.createElement('script');
              script.textContent = 'window.owned = true';
              document.body.append(script);
              const image = document.createElement('img');
              image.src = 'http://127.0.0.1:9/x.png';
              document.body.append(image);
              document.body.insertAdjacentHTML('beforeend', '<p onclick="window.owned = true">x</p>');
              document.body.lastChild.click();
              await fetch('http://127.0.0.1:9/').catch(() => {});
              await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
              return [...blocked].sort().join(' ') + (window.owned ? ' owned' : '');
            })()
            """);
    assertEquals("connect-src img-src script-src-attr script-src-elem", blocked);
  }

  @Test
  void findsAndFilters() throws Exception {
    chromium.open(folder.resolve("every.html"));
    assertEquals(8, text(VISIBLE_ROWS).split(" ").length);
    chromium.evaluate("document.getElementById('text').focus()");
    chromium.call("Input.insertText", Map.of("text", "WRONG key"));
    assertEquals("AAA-001", text(VISIBLE_ROWS));
    assertEquals("1 of 8 requirements", text("document.getElementById('shown').textContent"));
    choose("text", "input", "");
    choose("verdict", "change", "lenient");
    String lenient = text(VISIBLE_ROWS);
    assertEquals(1, lenient.split(" ").length, lenient);
    choose("verdict", "change", "red");
    assertTrue(text(VISIBLE_ROWS).contains("AAA-001"), text(VISIBLE_ROWS));
    choose("target", "change", "3");
    assertEquals("", text(VISIBLE_ROWS), "nothing is known of the third target");
    choose("target", "change", "2");
    assertTrue(text(VISIBLE_ROWS).contains("AAA-001"), text(VISIBLE_ROWS));
    assertEquals(
        "3",
        text(
            "String([...document.querySelector('#matrix tr').cells].filter(c =>"
                + " !c.hidden).length)"),
        "columns: id, requirement, the target");
  }

  private static void choose(String id, String event, String value) throws Exception {
    chromium.evaluate(
        "(() => { const e = document.getElementById('%s'); e.value = '%s'; e.dispatchEvent(new Event('%s')); })()"
            .formatted(id, value, event));
  }

  /**
   * The time that the page's thread computes: what others do with the machine is not its fault.
   * Where even that is slow, the page may take as long as a plain table.
   */
  @Test
  void opensAndFiltersInLessThanASecond() throws Exception {
    chromium.call("Performance.enable", Map.of("timeDomain", "threadTicks"));
    chromium.open(folder.resolve("plain.html"));
    paint();
    double limit = Math.max(LIMIT_MS, computed());
    double opened = Double.MAX_VALUE;
    double filtered = Double.MAX_VALUE;
    for (int i = 0; i < ROUNDS && Math.max(opened, filtered) >= limit; i++) {
      chromium.open(folder.resolve("ten.html"));
      paint();
      double begin = computed();
      opened = Math.min(opened, begin);
      choose("text", "input", "aaa-17");
      paint();
      filtered = Math.min(filtered, computed() - begin);
      assertEquals(10, text(VISIBLE_ROWS).split(" ").length);
    }
    long size = Files.size(folder.resolve("ten.html"));
    System.out.printf(
        "report.html, 10 targets, 240 requirements, 240 failures: %d kB, opens in %.0f ms, filters"
            + " in %.0f ms; limit %.0f ms%n",
        size / 1000, opened, filtered, limit);
    assertTrue(opened > 0 && opened < limit, "opens in ms: " + opened);
    assertTrue(filtered > 0 && filtered < limit, "filters in ms: " + filtered);
  }

  /** What the page has computed since it was opened, in milliseconds. */
  private static double computed() throws Exception {
    for (JsonNode metric : chromium.call("Performance.getMetrics", Map.of()).get("metrics")) {
      if (metric.get("name").asString().equals("TaskDuration")) {
        return metric.get("value").asDouble() * 1000;
      }
    }
    throw new IllegalStateException("Chromium does not say how long it has computed");
  }

  private static double number(String script) throws Exception {
    return chromium.evaluate(script).asDouble();
  }

  @Test
  void canBeUsedFromTheKeyboard() throws Exception {
    chromium.open(folder.resolve("every.html"));
    chromium.press("Tab");
    assertEquals("To the matrix", text("document.activeElement.textContent"));
    chromium.press("Enter");
    assertEquals("#matrix", text("location.hash"));
    String id = "";
    for (int i = 0; i < 10 && !id.equals("#AAA-001"); i++) {
      chromium.press("Tab");
      id = text("document.activeElement.getAttribute('href') || ''");
    }
    assertEquals("#AAA-001", id, "the first link of the matrix");
    chromium.press("Tab");
    // The page's own listener was there before.
    chromium.evaluate(
        "void (window.revealed = new Promise(r => addEventListener('hashchange', () => r())))");
    chromium.press("Enter");
    chromium.evaluate("window.revealed");
    assertEquals("#AAA-001-1", text("location.hash"));
    assertEquals(
        "SUMMARY AAA-001-1",
        text("document.activeElement.tagName + ' ' + document.activeElement.parentElement.id"),
        "the result has the focus");
    assertEquals("AAA-001", text(OPEN_ROWS), "its row is open");
    String focus = "";
    for (int i = 0; i < 6 && !focus.equals("Exchange"); i++) {
      chromium.press("Tab");
      focus = text("document.activeElement.getAttribute('aria-label') || ''");
    }
    assertEquals("Exchange", focus);
    chromium.press("Tab");
    chromium.press("Enter");
    assertEquals(
        "true SUMMARY sent Query(\"select 'before'\")",
        text(
            "document.activeElement.parentElement.open + ' ' + document.activeElement.tagName + ' '"
                + " + document.activeElement.textContent"));
    assertTrue(
        text("document.activeElement.parentElement.innerText").contains("query"), "its fields");
    chromium.press("Escape");
    assertEquals("", text(OPEN_ROWS), "it is closed");
    assertEquals("#AAA-001-1", text("document.activeElement.getAttribute('href')"));
  }

  @Test
  void aResultOpensBelowItsRow() throws Exception {
    chromium.open(folder.resolve("every.html"));
    chromium.evaluate("document.querySelector('#requirements a[href=\"#AAA-001-2\"]').click()");
    chromium.evaluate("new Promise(r => setTimeout(r))");
    paint();
    assertEquals("AAA-001", text(OPEN_ROWS));
    assertEquals(
        "0",
        text(
            "(() => { const row = document.getElementById('AAA-001').getBoundingClientRect();"
                + " const below = document.querySelector('.detail.open').getBoundingClientRect();"
                + " return String(Math.round(below.top - row.bottom)); })()"));
    assertEquals(
        "AAA-001-2",
        text(
            "[...document.querySelectorAll('.detail.open .finding')].filter(f => !f.hidden)"
                + ".map(f => f.id).join(' ')"),
        "the result of that target alone");
    assertTrue(
        text("document.querySelector('.detail.open .unmet').innerText").contains("expected"));
    chromium.evaluate("document.querySelector('#requirements a[href=\"#AAA-001-2\"]').click()");
    assertEquals("", text(OPEN_ROWS), "the same link closes it");
  }

  @Test
  void greenAreasAreFolded() throws Exception {
    chromium.open(folder.resolve("every.html"));
    String groups =
        "[...document.querySelectorAll('tbody.group')].map(g => g.dataset.area + ' ' +"
            + " getComputedStyle(g.rows[1]).display + ' ' +"
            + " g.querySelector('button').getAttribute('aria-expanded')).join(', ')";
    assertEquals("cancel table-row true, key data table-row true", text(groups), "both are red");
    chromium.open(folder.resolve("green.html"));
    assertEquals("key data none false", text(groups));
    chromium.evaluate("document.querySelector('.area button').click()");
    assertEquals("key data table-row true", text(groups));
    chromium.evaluate("document.querySelector('.area button').click()");
    choose("text", "input", "pass");
    assertEquals("key data table-row false", text(groups), "what is searched for is shown");
  }

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

  @Test
  void copiesTheCommand() throws Exception {
    chromium.open(folder.resolve("every.html"));
    chromium.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async t => {"
            + " window.copied = t; }}}); document.querySelector('#AAA-001-1').open = true;"
            + " document.querySelector('#AAA-001-1 .copy').click()");
    paint();
    assertTrue(text("window.copied").startsWith("./pgconform run one --scenario AAA-001"));
    assertEquals("Copied", text("document.querySelector('#AAA-001-1 .copy').textContent"));
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
