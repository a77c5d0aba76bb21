package pgconform.cli;

import org.junit.jupiter.api.Test;

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
}
