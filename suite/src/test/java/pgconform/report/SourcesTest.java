package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;

class SourcesTest {
  /** It is in the documentation of releases before 14 alone. */
  private static final Set<String> NOWHERE = Set.of("Protocol 2.0");

  /** A section has several words; a name of one word may be a function of the source. */
  @Test
  void everySectionHasAPage() throws Exception {
    TreeSet<String> without = new TreeSet<>();
    for (Scenario scenario : ScenarioLibrary.load(Path.of("..", "scenarios"), List.of())) {
      scenario.sources().stream()
          .filter(source -> source.contains(" ") && Sources.url(source).isEmpty())
          .forEach(without::add);
    }
    assertEquals(NOWHERE, without);
  }

  @Test
  void pagesOfMessagesAndSettings() {
    assertEquals(
        Optional.of(
            "https://www.postgresql.org/docs/current/protocol-message-formats.html"
                + "#PROTOCOL-MESSAGE-FORMATS-CANCELREQUEST"),
        Sources.url("CancelRequest"));
    assertEquals(
        Optional.of(
            "https://www.postgresql.org/docs/current/runtime-config-client.html"
                + "#GUC-STATEMENT-TIMEOUT"),
        Sources.url("statement_timeout"));
    assertTrue(Sources.url("ProcessStartupPacket").isEmpty());
  }
}
