package pgconform.report;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import pgconform.exchange.Verdict;

/**
 * Writes {@code junit.xml}, the report for CI systems. It has a test suite for each target and
 * area. A requirement that cannot be tested is an error, and a red one is a failure; one that is
 * unsupported, blocked, undecided or a known deviation is skipped.
 */
final class JUnitReport {
  private static final int MOST_LINES = 200;
  private static final String SKIPPED = "skipped";
  private static final String EXPECTATIONS = "expectations";

  private final XMLStreamWriter xml;
  private final Report report;
  private final List<Cause> causes;

  private JUnitReport(XMLStreamWriter xml, Report report) {
    this.xml = xml;
    this.report = report;
    this.causes = report.causes();
  }

  static String of(Report report) {
    StringWriter out = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
      new JUnitReport(xml, report).write();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("XML can be written to memory", e);
    }
    return out.toString();
  }

  private void write() throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    attribute("name", "pgconform");
    attribute("time", seconds(report.suite().durationMs()));
    for (Report.Target target : report.targets()) {
      if (target.tested()) {
        for (List<Finding> area : areas(target)) {
          suite(target, area);
        }
      } else {
        unavailable(target);
      }
    }
    if (!report.unmet().isEmpty()) {
      unmet();
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private List<List<Finding>> areas(Report.Target target) {
    Map<String, List<Finding>> areas = new TreeMap<>();
    for (Finding finding : report.of(target)) {
      areas.computeIfAbsent(finding.area(), a -> new ArrayList<>()).add(finding);
    }
    return List.copyOf(areas.values());
  }

  /** Returns the element that tells CI systems what happened; empty for a test that passed. */
  private static String element(Finding finding) {
    return switch (finding.verdict()) {
      case ERROR -> "error";
      case UNSUPPORTED, BLOCKED, UNDECIDED, FAIL -> finding.red() ? "failure" : SKIPPED;
      case PASS, INFO, LENIENT -> finding.red() ? "failure" : "";
    };
  }

  private static long count(List<Finding> findings, String element) {
    return findings.stream().filter(f -> element(f).equals(element)).count();
  }

  private void begin(String name, long tests, long failures, long errors, long skipped, double ms)
      throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuite");
    attribute("name", name);
    attribute("tests", Long.toString(tests));
    attribute("failures", Long.toString(failures));
    attribute("errors", Long.toString(errors));
    attribute(SKIPPED, Long.toString(skipped));
    attribute("time", seconds(ms));
  }

  private void suite(Report.Target target, List<Finding> findings) throws XMLStreamException {
    begin(
        target.name() + " " + findings.get(0).area(),
        findings.size(),
        count(findings, "failure"),
        count(findings, "error"),
        count(findings, SKIPPED),
        findings.stream().mapToDouble(Finding::durationMs).sum());
    properties(target);
    for (Finding finding : findings) {
      testCase(target, finding);
    }
    end();
  }

  private void properties(Report.Target target) throws XMLStreamException {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("pgconform.version", report.suite().version());
    properties.put("pgconform.seed", String.valueOf(target.seed()));
    properties.put("pgconform.effort", String.valueOf(report.suite().effort()));
    properties.put("pgconform.profile", String.valueOf(target.profile()));
    properties.put("pgconform.judged", report.judgedOfAll(target));
    properties.put("target.url", target.url());
    properties.put("target.product", target.product());
    properties.put("target.version", target.version());
    target.capabilities().forEach((name, found) -> properties.put("capability." + name, found));
    xml.writeCharacters("\n");
    xml.writeStartElement("properties");
    for (Map.Entry<String, String> property : properties.entrySet()) {
      xml.writeEmptyElement("property");
      attribute("name", property.getKey());
      attribute("value", property.getValue());
    }
    xml.writeEndElement();
  }

  private void beginCase(String className, String name, double ms) throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("testcase");
    attribute("classname", className);
    attribute("name", name);
    attribute("time", seconds(ms));
  }

  private void testCase(Report.Target target, Finding finding) throws XMLStreamException {
    beginCase(
        className(target.name()) + "." + finding.area().replace(' ', '_'),
        finding.id() + " " + finding.title(),
        finding.durationMs());
    List<String> details = new ArrayList<>();
    causes.forEach(
        cause -> cause.sharedBy(finding).ifPresent(same -> details.add("cause      " + same)));
    details.addAll(FailureText.lines(finding, MOST_LINES));
    String words = String.join("\n", details);
    String message = finding.headline();
    String element = element(finding);
    switch (element) {
      case "failure", "error" -> {
        xml.writeStartElement(element);
        attribute("message", message);
        attribute("type", finding.verdict().toString());
        xml.writeCharacters(words);
        xml.writeEndElement();
      }
      case SKIPPED -> {
        xml.writeEmptyElement(SKIPPED);
        attribute("message", finding.known().isEmpty() ? message : "known: " + finding.known());
      }
      default -> {}
    }
    // A failure shows these facts anyway, so they are not repeated.
    boolean note = finding.failure() != null || finding.verdict() != Verdict.PASS;
    if (finding.failure() != null) {
      element("system-out", finding.verdict() + ": " + message + "\n" + exchange(finding));
    } else if (note || !message.isEmpty()) {
      element("system-out", finding.verdict() + ": " + message);
    }
    end();
  }

  private static String exchange(Finding finding) {
    return String.join("\n", ExchangeText.lines(finding.trace(), MOST_LINES));
  }

  private static String className(String target) {
    return "pgconform." + target.replaceAll("[^A-Za-z0-9_-]+", "_");
  }

  private void unavailable(Report.Target target) throws XMLStreamException {
    begin(target.name(), 1, 0, 1, 0, 0);
    beginCase(className(target.name()), "the target can be tested", 0);
    xml.writeStartElement("error");
    attribute("message", target.unavailable());
    attribute("type", "unavailable");
    xml.writeEndElement();
    end();
    end();
  }

  /** Adds the errors in the expectations file, which do not belong to any requirement. */
  private void unmet() throws XMLStreamException {
    begin(EXPECTATIONS, report.unmet().size(), report.unmet().size(), 0, 0, 0);
    for (String sentence : report.unmet()) {
      beginCase("pgconform." + EXPECTATIONS, sentence, 0);
      xml.writeStartElement("failure");
      attribute("message", sentence);
      attribute("type", EXPECTATIONS);
      xml.writeEndElement();
      end();
    }
    end();
  }

  private void end() throws XMLStreamException {
    xml.writeEndElement();
  }

  private void element(String name, String text) throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private static String seconds(double ms) {
    return String.format(Locale.ROOT, "%.3f", ms / 1e3);
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, value);
  }
}
