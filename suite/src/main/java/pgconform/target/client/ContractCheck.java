package pgconform.target.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import pgconform.exchange.CaseResult;
import pgconform.exchange.ClientProgram;
import pgconform.exchange.Evidence;
import pgconform.exchange.Exchange;
import pgconform.exchange.Subject;
import pgconform.exchange.Verdict;
import pgconform.link.ServerTls;
import pgconform.property.Cases;
import pgconform.scenario.Profile;
import pgconform.scenario.Scenario;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.postgres.OwnCertificate;
import pgconform.target.process.CommandOutput;
import pgconform.target.process.ProgramFile;

/**
 * Tells the author of a client program where it violates the contract, before any requirement is
 * judged with it. Separate scenarios check what a server sees of it.
 */
public final class ContractCheck {
  /** The time that an answer may take, given that everything runs on this machine. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** The time that a program may take to end when no commands follow. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  /** The checks without which nothing can be concluded about the others. */
  private static final Set<String> BASICS = Set.of("CTR-001", "CTR-002");

  /**
   * The result of a check.
   *
   * @param driver how the program describes itself; empty if it does not
   * @param checks the number of checks
   * @param faults the violations of the contract, one sentence each
   * @param unsupported the commands that it answers with unsupported
   */
  public record Result(
      Optional<String> driver, int checks, List<String> faults, List<String> unsupported) {
    /** Copies the lists. */
    public Result {
      faults = List.copyOf(faults);
      unsupported = List.copyOf(unsupported);
    }
  }

  private final List<String> faults = new ArrayList<>();
  private final List<String> unsupported = new ArrayList<>();
  private int checks;

  private ContractCheck() {}

  /**
   * Checks a program.
   *
   * @param contract the scenarios about the contract
   * @param patience the time that it may take to answer hello
   * @throws TargetUnavailable with one sentence, if there is no such program
   */
  public static Result of(ClientTarget target, List<Scenario> contract, Duration patience) {
    ProgramFile.check(
        target.command().get(0), Path.of("").toAbsolutePath(), Map.of(), "in this directory");
    Path directory = ClientTarget.directory();
    try (ProgramPool pool =
        new ProgramPool(
            target.commandLine(),
            target.command(),
            directory,
            target.output().orElseGet(CommandOutput::new),
            1,
            patience)) {
      return new ContractCheck().run(target.displayName(), pool, contract, directory);
    } finally {
      ClientTarget.remove(directory);
    }
  }

  private Result run(String name, ProgramPool pool, List<Scenario> contract, Path directory) {
    checks++;
    String driver;
    try {
      driver = pool.greet().driver();
    } catch (TargetUnavailable e) {
      return new Result(Optional.empty(), checks, List.of(e.getMessage()), List.of());
    }
    OwnCertificate certificate = OwnCertificate.in(directory);
    AtomicReference<ClientProgram> lent = new AtomicReference<>();
    Subject.Client subject =
        new Subject.Client(
            new Subject.Facts(name, Profile.PROTOCOL, Set.of(), Optional.empty(), LIMIT),
            () -> {
              lent.set(pool.lend());
              return lent.get();
            },
            new ServerTls(certificate.context()),
            certificate.authority());
    for (Scenario scenario : contract) {
      check(scenario, subject, lent);
      if (!faults.isEmpty() && BASICS.contains(scenario.id())) {
        return new Result(Optional.of(driver), checks, faults, unsupported);
      }
    }
    checks++;
    if (!pool.leaves(FAREWELL)) {
      faults.add(
          "it does not end within %d seconds after the end of its input"
              .formatted(FAREWELL.toSeconds()));
    }
    return new Result(Optional.of(driver), checks, faults, unsupported);
  }

  private void check(
      Scenario scenario, Subject.Client subject, AtomicReference<ClientProgram> lent) {
    checks++;
    CaseResult result;
    try {
      result =
          new Exchange(scenario, subject)
              .run(
                  Cases.plan(scenario, subject.space(scenario.needs()), 1, 1)
                      .cases()
                      .get(0)
                      .value());
    } catch (TargetUnavailable e) {
      // The previous program was ended, and the next one cannot be used.
      faults.add(scenario.id() + ": " + e.getMessage());
      return;
    }
    Optional<String> ended = lent.get().ended();
    String says = String.join("; ", result.says());
    if (ended.isPresent()) {
      faults.add(scenario.id() + ": " + ended.get());
    } else if (result.verdict() == Verdict.UNSUPPORTED) {
      unsupported.add(scenario.id() + ": " + says);
    } else if (result.verdict() == Verdict.FAIL) {
      faults.add(
          "%s: %s; %s"
              .formatted(
                  scenario.id(),
                  scenario.consequence(),
                  result.evidence().map(Evidence::sentence).orElse(says)));
    } else if (result.verdict() != Verdict.PASS) {
      faults.add("%s: this could not be checked: %s".formatted(scenario.id(), says));
    }
  }
}
