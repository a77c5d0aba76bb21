package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.run.Result;
import pgconform.run.RunResult;
import pgconform.run.TargetInfo;
import pgconform.scenario.Scenario;

/** report.html shows all, loads nothing, and no server can put a word into its markup. */
class HtmlReportTest {
  private static final Pattern TAG = Pattern.compile("<(/?[a-zA-Z!][^\\s>]*)[^>]*>");

  @Test
  void aServerCannotChangeTheMarkup() {
    // Its octet of zero ends a field of the message, so that another one begins.
    String harmless = Samples.HOSTILE.replaceAll("[^\\x00]", "x");
    assertEquals(tags(html(harmless)), tags(html(Samples.HOSTILE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"something", Samples.HOSTILE})
  void everyElementIsClosed(String said) {
    Set<String> empty = Set.of("meta", "input", "!DOCTYPE", "col", "wbr");
    List<String> open = new ArrayList<>();
    for (String tag : tags(html(said))) {
      if (tag.startsWith("/")) {
        assertEquals(tag.substring(1), open.remove(open.size() - 1));
      } else if (!empty.contains(tag)) {
        open.add(tag);
      }
    }
    assertEquals(List.of(), open);
  }

  @Test
  void everyCharacterIsHarmless() {
    html(Samples.HOSTILE)
        .codePoints()
        .forEach(
            c -> {
              boolean control = c < 0x20 && c != '\n' && c != '\t' && c != '\r';
              boolean other =
                  c == 0x202e
                      || c == 0x2028
                      || (c >= 0x7f && c < 0xa0)
                      || (c >= 0xd800 && c < 0xe000);
              assertFalse(control || other, () -> "the page has a character %04x".formatted(c));
            });
  }

  /** In a browser, a style wins over an attribute, so it would change what a plot shows. */
  @Test
  void noStyleChangesTheSizesOfShapesInPlots() {
    String page = html("something");
    Set<String> names = new TreeSet<>();
    for (String plot : all(page, "<svg[^>]* class=\"plot[^>]*>(.*?)</svg>")) {
      all(plot, " class=\"([^\"]*)\"").forEach(each -> names.addAll(all(each, "(\\S+)")));
    }
    assertTrue(names.containsAll(List.of("outcome", "hatch")), names.toString());
    Matcher rule =
        Pattern.compile("([^{}]+)\\{([^{}]*)\\}").matcher(between(page, "<style>", "</style>"));
    Pattern size = Pattern.compile("(^|;)\\s*((min-|max-)?(width|height)|display)\\s*:");
    while (rule.find()) {
      Set<String> styled = new TreeSet<>(all(rule.group(1), "\\.([\\w-]+)"));
      styled.retainAll(names);
      assertFalse(!styled.isEmpty() && size.matcher(rule.group(2)).find(), rule.group());
    }
  }

  @Test
  void anAreaShowsAllOfItsCounts() {
    String area = between(html("something"), "data-area=\"key-data\"", "</tr>");
    List<String> shown =
        Pattern.compile("class=\"sum (\\w+)\"")
            .matcher(area)
            .results()
            .map(m -> m.group(1))
            .toList();
    List<String> one =
        List.of("error", "lenient", "undecided", "blocked", "unsupported", "info", "pass");
    assertEquals(one, shown.subList(0, one.size()), area);
    assertEquals(one, shown.subList(one.size(), shown.size()), area);
    assertTrue(area.contains("title=\"1 error, 1 lenient, 1 undecided, 1 blocked"), area);
  }

  @Test
  void onlyItsOwnScriptMayRun() throws Exception {
    String html = html(Samples.HOSTILE);
    String policy = between(html, "Content-Security-Policy\" content=\"", "\"");
    assertTrue(policy.startsWith("default-src &#39;none&#39;;"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    for (String kind : List.of("script", "style")) {
      String own = between(html, "<" + kind + ">", "</" + kind + ">");
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Samples.utf8(own));
      String hash = Base64.getEncoder().encodeToString(digest);
      assertTrue(policy.contains(kind + "-src &#39;sha256-" + hash + "&#39;"), policy);
    }
    assertEquals(1, html.split("<script", -1).length - 1, "scripts");
    assertFalse(html.contains(" style=\""), "the policy forbids styles in attributes");
    assertFalse(html.matches("(?s).*\\s(src|onload|onerror)=\".*"), "it loads nothing");
  }

  @Test
  void everyLinkLeadsSomewhereAndEveryIdIsOne() {
    String html = html("something");
    List<String> ids = all(html, " id=\"([^\"]*)\"");
    assertEquals(new HashSet<>(ids).size(), ids.size(), "ids that stand twice: " + ids);
    List<String> links = all(html, " href=\"#([^\"]*)\"");
    assertTrue(links.size() > 10, links.toString());
    assertTrue(ids.containsAll(links), "links to nowhere");
  }

  @Test
  void showsTheExchange() {
    String html = html("something");
    assertTrue(html.contains("Query(&quot;select &#39;before&#39;&quot;)"), "the message");
    assertTrue(html.matches("(?s).*\n   0  51 +type +Q\n.*"), "its type");
    assertTrue(
        html.matches(
            "(?s).*\\n   5  73 65 6c 65 63 74 20 27 62 65 66 6f 72 65 27 00  query +"
                + "&quot;select &#39;before&#39;&quot;.*"),
        "the octets of its field");
    assertTrue(html.contains("octets, not shown: secret"), "the password is not shown");
    assertFalse(html.contains(Samples.PASSWORD));
    assertFalse(html.contains(Samples.PASSWORD.substring(0, 5)));
  }

  /** The client is on the left, whether that is pgconform or what is under test. */
  @Test
  void theEndsOfALaneHaveTheirNames() {
    Scenario scenario = Samples.scenario("TST-001", "client", "A title");
    Result result = Samples.failure(scenario, "psql:17", "no", Samples.served("app"));
    List<TargetInfo> targets = List.of(Samples.target("psql:17", "no"));
    String clients = html(Samples.run(targets, List.of(result)));
    String end = "<span class=\"end\" aria-hidden=\"true\">%s</span>";
    String lane = end + "<span>%s</span>" + end;
    assertTrue(clients.contains(lane.formatted("psql:17", "app", "pgconform")), clients);
    assertTrue(clients.matches("(?s).*class=\"message sent\"(?:(?!class=\"message).)*Startup.*"));
    assertTrue(html("no").contains(lane.formatted("pgconform", "client", "server")));
  }

  /** Ten targets, as many requirements as there are, a tenth of them broken. */
  @Test
  void staysSmall() {
    int size = Samples.utf8(html(Samples.tenTargets(10))).length;
    assertTrue(size < 5_000_000, "octets: " + size);
  }

  /** The same, and everything is broken: then the later exchanges are left out, and it is said. */
  @Test
  void staysSmallWhateverIsBroken() {
    String html = html(Samples.tenTargets(1));
    assertTrue(Samples.utf8(html).length < 8_000_000, "octets: " + Samples.utf8(html).length);
    assertTrue(
        html.contains("The exchange is omitted because this page is already large; see traces/"));
  }

  private static String html(String said) {
    return html(Samples.every(said));
  }

  private static String html(RunResult run) {
    return HtmlReport.of(Report.of(run));
  }

  /** The elements of a page in order, without what its own script and style hold. */
  private static List<String> tags(String html) {
    String body =
        html.replaceAll("(?s)<script>.*</script>", "<script></script>")
            .replaceAll("(?s)<style>.*</style>", "<style></style>");
    List<String> tags = new ArrayList<>();
    Matcher matcher = TAG.matcher(body);
    while (matcher.find()) {
      tags.add(matcher.group(1));
    }
    return tags;
  }

  private static List<String> all(String html, String pattern) {
    return Pattern.compile(pattern).matcher(html).results().map(m -> m.group(1)).toList();
  }

  private static String between(String text, String before, String after) {
    int begin = text.indexOf(before) + before.length();
    return text.substring(begin, text.indexOf(after, begin));
  }
}
