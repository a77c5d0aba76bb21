package pgconform.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import pgconform.run.RunResult;

/** Reports that are opened in a browser. */
abstract class InBrowser {
  @TempDir static Path folder;

  static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.start();
    write("every.html", Samples.every("something"));
    write("hostile.html", Samples.every(Samples.HOSTILE));
    write("ten.html", Samples.tenTargets(10));
    write("green.html", Samples.green());
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

  static void write(String name, RunResult run) throws Exception {
    Report report = Report.of(run);
    Files.writeString(folder.resolve(name), HtmlReport.of(report));
  }

  static void screen(int width, String scheme, String media) throws Exception {
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

  static String text(String script) throws Exception {
    return chromium.evaluate(script).asString();
  }

  /** Waits for two frames: whatever a page does by itself has been done then. */
  static void paint() throws Exception {
    chromium.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");
  }

  static void openAll() throws Exception {
    chromium.evaluate(
        "document.querySelectorAll('.folded').forEach(group => group.classList.remove('folded'));"
            + "document.querySelectorAll('.detail').forEach(row => row.classList.add('open'));"
            + "document.querySelectorAll('details').forEach(d => { d.open = true; })");
    paint();
  }

  static double number(String script) throws Exception {
    return chromium.evaluate(script).asDouble();
  }
}
