package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Many servers let nobody in without TLS. A scenario that opens a connection without saying how,
 * and sends a StartupMessage as the first packet on it, fails there although nothing is broken.
 */
class PlaintextSessionsTest {
  @Test
  void noSessionIsStartedInPlaintextUnlessThatIsTheMatter() throws Exception {
    List<String> found = new ArrayList<>();
    for (Scenario scenario : ScenarioLibrary.load(Path.of("..", "scenarios"), List.of())) {
      if (!scenario.needs().contains(Capability.HOSTSSL_LOGIN)) {
        found.addAll(inPlaintext(scenario));
      }
    }
    assertEquals(
        List.of(
            // On servers that are started for the case.
            "AUT-010b known",
            "AUT-010b unknown",
            "CAN-024 late",
            // No session begins with these.
            "FRM-006 half a start",
            "SEC-006b half a packet",
            "SEC-006b refused",
            "TMO-001 half a start",
            "TMO-001b half a start"),
        found);
  }

  private static List<String> inPlaintext(Scenario scenario) {
    List<String> plain = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (Step step : Step.all(scenario.steps()).toList()) {
      if (step instanceof OpenStep open && isLeftOut(open)) {
        plain.add(open.name());
      } else if (step instanceof HandshakeStep handshake) {
        plain.remove(handshake.name());
      } else if (step instanceof SendStep send && plain.remove(send.name())) {
        if (first(send).equals("StartupMessage")) {
          found.add(scenario.id() + " " + send.name());
        }
      }
    }
    return found;
  }

  /** The place of a field that is left out is that of its step. */
  private static boolean isLeftOut(OpenStep open) {
    return open.over().toString().equals("plain") && open.over().place().equals(open.place());
  }

  private static String first(SendStep send) {
    return send.payload().isEmpty() || !(send.payload().get(0) instanceof Payload.Message message)
        ? ""
        : message.name();
  }
}
