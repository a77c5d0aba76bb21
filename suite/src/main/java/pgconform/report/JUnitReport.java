package pgconform.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import pgconform.run.Result;
import pgconform.run.RunResult;
import pgconform.run.TargetInfo;

/**
 * {@code junit.xml}: the run for CI systems. One test suite for each target and area; what cannot
 * be tested is an error, what is broken a failure, what the target lacks or a race left open is
 * skipped.
 */
final class JUnitReport {
  private static final int MOST_LINES = 200;

  private final XMLStreamWriter xml;
  private final RunResult run;

  private JUnitReport(XMLStreamWriter xml, RunResult run) {
    this.xml = xml;
    this.run = run;
  }

  static void write(RunResult run, Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
      new JUnitReport(xml, run).write();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private void write() throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    attribute("name", "pgconform");
    attribute("time", seconds(run.nanos()));
    for (TargetInfo target : run.targets()) {
      if (target.unavailable().isPresent()) {
        unavailable(target);
      } else {
        for (List<Result> area : areas(target)) {
          suite(target, area);
        }
      }
    }
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private List<List<Result>> areas(TargetInfo target) {
    Map<String, List<Result>> areas = new TreeMap<>();
    for (Result result : run.results()) {
      if (result.target().equals(target.name())) {
        areas.computeIfAbsent(result.scenario().area(), a -> new ArrayList<>()).add(result);
      }
    }
    return List.copyOf(areas.values());
  }

  private void suite(TargetInfo target, List<Result> results) throws XMLStreamException {
    String area = results.get(0).scenario().area();
    xml.writeStartElement("testsuite");
    attribute("name", target.name() + " " + area);
    attribute("tests", Integer.toString(results.size()));
    attribute(
        "failures",
        Long.toString(
            results.stream().filter(r -> r.verdict() == Verdict.FAIL || run.refused(r)).count()));
    attribute("errors", count(results, Verdict.ERROR));
    attribute(
        "skipped",
        Long.toString(
            results.stream()
                .filter(r -> r.verdict() == Verdict.UNSUPPORTED || r.verdict() == Verdict.UNDECIDED)
                .count()));
    attribute("time", seconds(results.stream().mapToLong(Result::nanos).sum()));
    properties(target);
    for (Result result : results) {
      testCase(target, result);
    }
    xml.writeEndElement();
  }

  private void properties(TargetInfo target) throws XMLStreamException {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("pgconform.version", run.suiteVersion());
    properties.put("pgconform.seed", Long.toString(run.options().seed()));
    properties.put("pgconform.profile", target.profile().name().toLowerCase(Locale.ROOT));
    properties.put("target.url", target.url());
    properties.put("target.product", target.product());
    properties.put("target.version", target.version());
    target.capabilities().forEach((name, found) -> properties.put("capability." + name, found));
    xml.writeStartElement("properties");
    for (Map.Entry<String, String> property : properties.entrySet()) {
      xml.writeEmptyElement("property");
      attribute("name", property.getKey());
      attribute("value", property.getValue());
    }
    xml.writeEndElement();
  }

  private void testCase(TargetInfo target, Result result) throws XMLStreamException {
    xml.writeStartElement("testcase");
    attribute(
        "classname",
        "pgconform."
            + target.name().replaceAll("[^A-Za-z0-9_-]+", "_")
            + "."
            + result.scenario().area().replace(' ', '_'));
    attribute("name", result.scenario().id() + " " + result.scenario().title());
    attribute("time", seconds(result.nanos()));
    List<String> details = FailureText.lines(result, run.options().seed(), MOST_LINES);
    switch (result.verdict()) {
      case FAIL -> element("failure", result, String.join("\n", details));
      case ERROR -> element("error", result, String.join("\n", details));
      case UNSUPPORTED, UNDECIDED -> {
        xml.writeEmptyElement("skipped");
        attribute("message", result.message());
      }
      case LENIENT, INFO, PASS -> {
        if (run.refused(result)) {
          element("failure", result, String.join("\n", details));
        } else if (!result.message().isEmpty() || result.verdict() != Verdict.PASS) {
          xml.writeStartElement("system-out");
          text(result.verdict() + ": " + result.message() + "\n");
          if (result.failure().isPresent()) {
            text(String.join("\n", details));
          }
          xml.writeEndElement();
        }
      }
    }
    xml.writeEndElement();
  }

  private void element(String name, Result result, String details) throws XMLStreamException {
    xml.writeStartElement(name);
    attribute("message", result.message());
    attribute("type", result.verdict().toString());
    text(details);
    xml.writeEndElement();
  }

  private void unavailable(TargetInfo target) throws XMLStreamException {
    xml.writeStartElement("testsuite");
    attribute("name", target.name());
    attribute("tests", "1");
    attribute("failures", "0");
    attribute("errors", "1");
    attribute("skipped", "0");
    attribute("time", "0");
    xml.writeStartElement("testcase");
    attribute("classname", "pgconform." + target.name().replaceAll("[^A-Za-z0-9_-]+", "_"));
    attribute("name", "the target can be tested");
    attribute("time", "0");
    xml.writeStartElement("error");
    attribute("message", target.unavailable().orElse(""));
    attribute("type", "unavailable");
    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEndElement();
  }

  private static String count(List<Result> results, Verdict verdict) {
    return Long.toString(results.stream().filter(r -> r.verdict() == verdict).count());
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, legal(value));
  }

  private void text(String value) throws XMLStreamException {
    xml.writeCharacters(legal(value));
  }

  /** XML 1.0 has no way to write some characters; they are written as Java would. */
  private static String legal(String value) {
    StringBuilder out = new StringBuilder(value.length());
    value
        .codePoints()
        .forEach(
            c -> {
              boolean legal =
                  c == '\n'
                      || c == '\t'
                      || (c >= 0x20 && c <= 0xD7FF)
                      || (c >= 0xE000 && c <= 0xFFFD)
                      || c >= 0x10000;
              if (legal) {
                out.appendCodePoint(c);
              } else {
                out.append(String.format("\\u%04x", c));
              }
            });
    return out.toString();
  }
}
