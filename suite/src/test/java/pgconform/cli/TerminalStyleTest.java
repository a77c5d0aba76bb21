package pgconform.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where colours and a bar are drawn, and how wide lines are. */
class TerminalStyleTest {
  @ParameterizedTest
  @CsvSource({
    // terminal, its columns, environment; colours, bar, width
    "true, 80, '', true, true, 80",
    "true, 120, NO_COLOR=1, false, true, 120",
    "true, 120, NO_COLOR=, true, true, 120",
    "true, 80, TERM=dumb, false, false, 80",
    "true, 80, CI=true, true, false, 80",
    "true, 80, COLUMNS=132, true, true, 132",
    "true, 0, '', true, true, 0",
    "true, '', '', true, true, 0",
    "true, 5, '', true, true, 0",
    "false, '', '', false, false, 0",
    "false, 80, '', false, false, 0",
    "false, '', COLUMNS=100, false, false, 100",
    "false, '', COLUMNS=wide, false, false, 0",
  })
  void dependsOnTheScreen(
      boolean terminal, String columns, String variable, boolean colours, boolean bar, int width) {
    Map<String, String> environment = new HashMap<>();
    if (!variable.isEmpty()) {
      int equals = variable.indexOf('=');
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    Properties properties = new Properties();
    properties.setProperty("pgconform.tty.out", Boolean.toString(terminal));
    properties.setProperty("pgconform.tty.err", Boolean.toString(terminal));
    properties.setProperty("pgconform.columns", columns);
    assertEquals(new TerminalStyle(colours, bar, width), TerminalStyle.of(environment, properties));
  }
}
