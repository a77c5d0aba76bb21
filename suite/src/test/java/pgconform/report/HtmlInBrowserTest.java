package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** report.html does in a browser what it is for, and nothing that a server wants it to do. */
class HtmlInBrowserTest extends InBrowser {
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
  void theBarsOfARaceAreAsLargeAsTheirNumbers() throws Exception {
    chromium.open(folder.resolve("every.html"));
    openAll();
    String bars = "[...document.querySelectorAll('.plot rect')]";
    assertTrue(number(bars + ".length") >= 4, "bars and their legend");
    assertEquals(
        "",
        text(
            bars
                + ".filter(bar => ['width', 'height'].some("
                + "side => bar.getBBox()[side] !== Number(bar.getAttribute(side))))"
                + ".map(bar => bar.outerHTML).join()"));
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
    Files.writeString(
        folder.resolve("plain.html"),
        "<!DOCTYPE html><table>" + ("<tr>" + "<td>plain".repeat(10)).repeat(PLAIN_ROWS));
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
    assertEquals("cancel table-row true, key-data table-row true", text(groups), "both are red");
    chromium.open(folder.resolve("green.html"));
    assertEquals("key-data none false", text(groups));
    chromium.evaluate("document.querySelector('.area button').click()");
    assertEquals("key-data table-row true", text(groups));
    chromium.evaluate("document.querySelector('.area button').click()");
    choose("text", "input", "pass");
    assertEquals("key-data table-row false", text(groups), "what is searched for is shown");
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
}
