package pgconform.target.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.scenario.Scenario;
import pgconform.scenario.ScenarioLibrary;
import pgconform.testing.ScriptedProgram;

/** A program that keeps the contract has no fault, and each fault has its sentence. */
class ContractCheckTest {
  /** Long enough for a process to start on a machine that is busy. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration SHORT = Duration.ofSeconds(1);

  private static List<Scenario> contract() throws Exception {
    Path checkout = Path.of(System.getProperty("basedir", ".")).resolve("../scenarios");
    return ScenarioLibrary.contract(checkout);
  }

  /** What is found with the scenarios of these ids. */
  private static ContractCheck.Result check(String fault, Set<String> ids, Duration patience)
      throws Exception {
    List<Scenario> some =
        contract().stream().filter(scenario -> ids.contains(scenario.id())).toList();
    return ContractCheck.of(ClientTarget.of(ScriptedProgram.command(fault)), some, patience);
  }

  @Test
  void aProgramThatKeepsTheContract() throws Exception {
    Set<String> all = contract().stream().map(Scenario::id).collect(Collectors.toSet());
    ContractCheck.Result result = check("none", all, PATIENCE);
    assertEquals(List.of(), result.faults());
    assertEquals(Optional.of("scripted 1"), result.driver());
    assertEquals(all.size() + 2, result.checks());
    assertEquals(
        List.of("CTR-012", "CTR-013", "CTR-015"),
        result.unsupported().stream().map(each -> each.substring(0, 7)).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "says no hello | it does not answer hello within 1 seconds",
        "refuses hello | it answers hello with something else than ok",
        "has no driver | its answer to hello has no driver",
        "can do nothing | its answer to hello has no list can",
      })
  void withoutHelloNothingIsChecked(String fault, String sentence) throws Exception {
    Duration patience = fault.equals("says no hello") ? SHORT : PATIENCE;
    ContractCheck.Result result = check(fault, Set.of("CTR-001"), patience);
    assertEquals(Optional.empty(), result.driver());
    assertEquals(1, result.faults().size());
    assertTrue(result.faults().get(0).contains(sentence), result.faults()::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "does not connect | CTR-001 | it does not connect to the address in the URL",
        "prints more | CTR-002 | it prints what is no JSON object",
        "answers others | CTR-002 | it answers what it was not told: {\"id\":99999",
        "has numbers | CTR-002 | its rows have to be lists of texts or null",
        "ends | CTR-002 | the program ended with status 3; the last lines of its output: out of",
        "answers twice | CTR-002 | it answers twice: ",
        "swallows errors | CTR-003 | it does not answer a query with error",
        "lets itself in | CTR-004 | it does not answer connect with error or lost",
        "loses nothing | CTR-005 | it does not answer a query with lost or error",
        "waits for the driver | CTR-006 | it does not carry out cancel while a query runs",
        "waits for the driver | CTR-007 | it does nothing on one connection while a query runs",
        "ignores close | CTR-008 | it does not close a connection that it is told to close",
        "wants a connection to close | CTR-009 | it does not answer close with ok where there is",
        "ignores sslmode | CTR-010 | it ignores sslmode=require",
        "ignores sslmode | CTR-011 | it ignores sslrootcert",
        "ignores sslnegotiation | CTR-012 | it ignores sslnegotiation=direct",
        "ignores channel_binding | CTR-013 | it ignores channel_binding=require",
        "ignores max_protocol_version | CTR-014 | it ignores max_protocol_version=3.0",
        "ignores min_protocol_version | CTR-015 | it ignores min_protocol_version=3.2",
        "stays | CTR-001 | it does not end within 5 seconds after the end of its input",
      })
  void eachFaultHasItsSentence(String fault, String id, String sentence) throws Exception {
    ContractCheck.Result result = check(fault, Set.of(id), PATIENCE);
    assertTrue(
        result.faults().stream().anyMatch(each -> each.contains(sentence)), result::toString);
  }

  @Test
  void eachCheckOfTheContractHasAFault() throws Exception {
    Set<String> tested =
        Stream.of(
                ContractCheckTest.class
                    .getDeclaredMethod(
                        "eachFaultHasItsSentence", String.class, String.class, String.class)
                    .getAnnotation(CsvSource.class)
                    .value())
            .map(line -> line.split("\\|", -1)[1].strip())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> all =
        contract().stream().map(Scenario::id).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(all, tested);
  }
}
