package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The server under test is never shut down. */
class ServerCheckTest {
  private static List<String> problems(String needs, String steps) {
    String text =
        """
        id: TST-001
        title: A test
        area: test
        level: must
        source: none
        consequence: none
        needs: [%s]
        steps:
        %s
        - open: late
        - expect: late
          messages: Closed
        """
            .formatted(needs, steps.strip());
    return Reading.problems(text).stream().map(FileError::toString).toList();
  }

  @Test
  void whatWasStartedMayBeShutDown() {
    assertEquals(
        List.of(), problems("throw-away server", "- server: running\n- shutdown: smart\n"));
  }

  @Test
  void whatWasNotMayNot() {
    assertEquals(
        List.of("test.yaml:9:3: no earlier step starts a server that could be shut down"),
        problems("throw-away server", "- shutdown: smart\n- server: running\n"));
  }

  @Test
  void fewTargetsHaveSuchServers() {
    assertEquals(
        List.of("test.yaml:9:3: not every target has 'throw-away server': add it to 'needs'"),
        problems("key data", "- server: recovering\n"));
  }

  @Test
  void modesAreThoseOfPostgresql() {
    assertEquals(
        List.of("test.yaml:10:13: 'shutdown' is one of smart, fast, immediate, not 'slow'"),
        problems("throw-away server", "- server: running\n- shutdown: slow\n"));
  }
}
