package pgconform.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.exchange.CaseResult;
import pgconform.exchange.Exchange;
import pgconform.link.Transcript;
import pgconform.link.Transport;
import pgconform.property.Cases;
import pgconform.property.VariableBounds;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;
import pgconform.testing.Fault;
import pgconform.testing.Judged;

/** The same seed means the same cases, and the same case means the same octets. */
class ReproducibilityTest {
  private static final Path SCENARIOS = Path.of("..", "scenarios");
  private static final VariableBounds SPACE = new VariableBounds(List.of(Transport.PLAIN), 4);

  @ParameterizedTest
  @ValueSource(strings = {"FRM-007", "FRM-010", "VER-010", "STA-013", "CAN-010", "SEC-006"})
  void aCaseIsTheSameOctetsEachTime(String id) throws Exception {
    Scenario scenario =
        ScenarioLibrary.load(SCENARIOS, List.of()).stream()
            .filter(s -> s.id().equals(id))
            .findFirst()
            .orElseThrow();
    // All sessions of this server have the same key, so that keys do not differ either.
    try (Judged judged = Judged.with(Fault.CONSTANT_KEY_DATA).over(Transport.PLAIN)) {
      Exchange exchange = new Exchange(scenario, judged.subject());
      List<Cases.Candidate> cases = Cases.plan(scenario, SPACE, 11, 4).cases();
      assertFalse(cases.isEmpty());
      for (Cases.Candidate candidate : cases) {
        String text = candidate.value().toString();
        List<String> first = sent(exchange.run(candidate.value()));
        List<String> second = sent(exchange.run(Cases.parse(scenario, text).value()));
        assertFalse(first.isEmpty(), text);
        assertEquals(first, second, text);
      }
    }
  }

  /**
   * What was sent on each connection, but for questions, which are numbered, and locks, which no
   * two cases may share.
   */
  private static List<String> sent(CaseResult result) {
    return result.transcript().entries().stream()
        .filter(e -> e.kind() == Transcript.Kind.SENT)
        .filter(e -> e.texts().stream().noneMatch(t -> t.matches(".*(alive|pg_advisory).*")))
        .map(e -> e.connection() + " " + e.bytes().toHex())
        .collect(Collectors.toList());
  }
}
