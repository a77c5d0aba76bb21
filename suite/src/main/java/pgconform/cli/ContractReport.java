package pgconform.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import pgconform.report.ExitStatus;
import pgconform.report.Plural;
import pgconform.scenario.Scenario;
import pgconform.target.client.ClientTarget;
import pgconform.target.client.ContractCheck;
import pgconform.target.failure.TargetUnavailable;

/** The output of {@code client --check} about client programs. */
final class ContractReport {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private ContractReport() {}

  /** Checks the clients one after the other and returns the exit status. */
  static int of(List<ClientTarget> clients) {
    List<Scenario> contract = ScenarioOptions.contract();
    boolean kept = true;
    for (ClientTarget client : clients) {
      ContractCheck.Result result;
      try {
        result = ContractCheck.of(client, contract, PATIENCE);
      } catch (TargetUnavailable e) {
        System.err.println(Screen.line("pgconform: " + e.getMessage()));
        return ExitStatus.UNTESTED;
      }
      lines(client.displayName(), result).forEach(line -> System.out.println(Screen.line(line)));
      kept &= result.faults().isEmpty();
    }
    return kept ? ExitStatus.GREEN : ExitStatus.RED;
  }

  private static List<String> lines(String name, ContractCheck.Result result) {
    List<String> lines = new ArrayList<>();
    String who = name + result.driver().map(driver -> " (" + driver + ")").orElse("");
    lines.add(
        "%s %s the contract, after %s"
            .formatted(
                who,
                result.faults().isEmpty() ? "keeps" : "breaks",
                Plural.of(result.checks(), "check")));
    result.faults().forEach(fault -> lines.add("  " + fault));
    result.unsupported().forEach(what -> lines.add("  unsupported: " + what));
    return lines;
  }
}
