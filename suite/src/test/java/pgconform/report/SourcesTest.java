package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;

class SourcesTest {
  /** A section has several words; a name of one word may be a function of the source. */
  @Test
  void everySectionHasAPage() throws Exception {
    TreeSet<String> without = new TreeSet<>();
    for (Scenario scenario : ScenarioLibrary.load(Path.of("..", "scenarios"), List.of())) {
      scenario.sources().stream()
          .filter(source -> source.contains(" ") && Sources.url(source).isEmpty())
          .forEach(without::add);
    }
    assertEquals(Set.of(), without);
  }

  /** Functions of the source tell people little who want to read the rule. */
  @Test
  void everyRequirementHasAPage() throws Exception {
    List<String> without =
        Stream.concat(
                ScenarioLibrary.load(Path.of("..", "scenarios"), List.of()).stream(),
                ScenarioLibrary.load(Role.CLIENT, Path.of("..", "scenarios"), List.of()).stream())
            .filter(s -> s.sources().stream().allMatch(source -> Sources.url(source).isEmpty()))
            .map(Scenario::id)
            .toList();
    assertEquals(List.of(), without);
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
    assertEquals(
        Optional.of("https://www.postgresql.org/support/security/CVE-2021-23222/"),
        Sources.url("CVE-2021-23222"));
    assertEquals(
        Optional.of(
            "https://www.postgresql.org/docs/current/libpq-connect.html"
                + "#LIBPQ-CONNECT-CONNECT-TIMEOUT"),
        Sources.url("connect_timeout"));
    assertTrue(Sources.url("ProcessStartupPacket").isEmpty());
  }
}
