package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import pgconform.run.RunResult;

/** junit.xml is what CI systems expect, whatever a server says. */
class JUnitReportTest {
  /** Unpacked from Surefire's sources by the build. */
  private static final Path SCHEMA = Path.of("target", "schemas", "surefire-test-report.xsd");

  @ParameterizedTest
  @ValueSource(strings = {"something", Samples.HOSTILE})
  void fitsTheSchemaOfSurefire(String said) throws Exception {
    RunResult run = Samples.every(said);
    Document document = document(run);
    Schema schema =
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI).newSchema(SCHEMA.toFile());
    // The schema has no element for the root, which CI systems expect.
    assertEquals("testsuites", document.getDocumentElement().getTagName());
    List<Element> suites = elements(document, "testsuite");
    assertEquals(5, suites.size(), "suites");
    for (Element suite : suites) {
      schema.newValidator().validate(new DOMSource(suite));
    }
  }

  @Test
  void tellsApartWhatHappened() throws Exception {
    RunResult run = Samples.every("something");
    Document document = document(run);
    assertEquals(2, elements(document, "failure").size());
    assertEquals(3, elements(document, "error").size(), "one of each target, one that is gone");
    assertEquals(6, elements(document, "skipped").size());
    for (Element suite : elements(document, "testsuite")) {
      for (String kind : List.of("failure", "error", "skipped")) {
        String attribute = kind.equals("skipped") ? kind : kind + "s";
        assertEquals(
            Integer.toString(suite.getElementsByTagName(kind).getLength()),
            suite.getAttribute(attribute),
            suite.getAttribute("name") + " " + attribute);
      }
    }
  }

  @Test
  void namesTestsInTheSameWayAlways() throws Exception {
    RunResult run = Samples.every("something");
    Element test = elements(document(run), "testcase").get(0);
    assertEquals("pgconform.one.cancel", test.getAttribute("classname"));
    assertEquals("AAA-001 A wrong key cancels nothing", test.getAttribute("name"));
    String out = test.getElementsByTagName("system-out").item(0).getTextContent();
    assertTrue(out.contains("-> Query(\"select 'before'\")"), out);
    assertTrue(out.contains("<- ErrorResponse(S=FATAL"), out);
  }

  @Test
  void hasSeedAndCapabilitiesAsProperties() throws Exception {
    RunResult run = Samples.every("something");
    Element properties = elements(document(run), "properties").get(0);
    List<String> found =
        elements(properties.getElementsByTagName("property")).stream()
            .map(p -> p.getAttribute("name") + "=" + p.getAttribute("value"))
            .toList();
    assertTrue(found.contains("pgconform.seed=7"), found.toString());
    assertTrue(found.contains("pgconform.profile=protocol"), found.toString());
    assertTrue(found.contains("capability.tls=TLSv1.3"), found.toString());
  }

  @Test
  void aKnownDeviationIsSkippedAndAStrictOneFails() throws Exception {
    String file =
        """
        - {id: AAA-001, verdict: fail, reason: ticket 4}
        - {id: BBB-001, verdict: fail, reason: no requirement}
        """;
    Document document = document(Samples.against(file, true, Samples.every("something")));
    List<String> failures =
        elements(document, "failure").stream().map(f -> f.getAttribute("type")).toList();
    assertEquals(List.of("lenient", "lenient", "expectations"), failures);
    assertTrue(
        elements(document, "skipped").stream()
            .anyMatch(s -> s.getAttribute("message").equals("known: ticket 4")));
  }

  @Test
  void holdsNoPassword() {
    RunResult run = Samples.every("something");
    String xml = JUnitReport.of(Report.of(run));
    assertFalse(xml.contains(Samples.PASSWORD), xml);
    assertTrue(xml.contains("PasswordMessage("), xml);
  }

  private static Document document(RunResult run) throws Exception {
    String xml = JUnitReport.of(Report.of(run));
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(Samples.utf8(xml)));
  }

  private static List<Element> elements(Document document, String name) {
    return elements(document.getElementsByTagName(name));
  }

  private static List<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
