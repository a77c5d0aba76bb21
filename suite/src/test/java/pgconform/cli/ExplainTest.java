package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code pgconform explain} says of a requirement. */
class ExplainTest {
  /** Functions of PostgreSQL's source have no page. */
  @Test
  void whereTheRuleIsWritten() {
    Execution.of("explain CAN-002")
        .gives(
            0,
            "  Canceling Requests in Progress: https://www.postgresql.org/docs/current/"
                + "protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS\n"
                + "  ProcessCancelRequestPacket\n");
  }

  /** A file of somebody else may have any characters where something is sent. */
  @Test
  void whatIsSentDoesNotReachTheTerminalAsItIs(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("TST-001.yaml"),
        """
        id: TST-001
        title: "##[error]A test"
        area: test
        level: must
        source: [a test]
        consequence: none
        steps:
          - start: a
          - send: a
            messages: [{Query: "select \\e[2J\u202e"}]
          - expect: a
            messages: Closed
        """);
    Execution explained = Execution.of("explain TST-001 --scenarios", folder).gives(0, "select");
    assertTrue(explained.text().contains("2J"), explained.text());
    assertFalse(explained.text().matches("(?s).*[\u001b\u202e].*"), explained.text());
    Execution listed = Execution.of("list -s TST-001 --scenarios", folder).gives(0, "A test");
    assertFalse(listed.text().contains("##[error]"), listed.text());
  }
}
