package pgconform.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import pgconform.report.ExitStatus;
import pgconform.wire.PasswordRedaction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code pgconform}. */
@Command(
    name = "pgconform",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Judges how servers and poolers speak the PostgreSQL protocol.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit status: 0 if everything is as expected; 1 if a requirement is broken or an expectation"
          + " is not met; 2 if the command line or a file is wrong; 3 if the target could not be"
          + " tested."
    })
public final class Main implements Runnable {
  static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("run", RunCommand.class);
    COMMANDS.put("client", ClientCommand.class);
    COMMANDS.put("proxy", ProxyCommand.class);
    COMMANDS.put("replay", ReplayCommand.class);
    COMMANDS.put("probe", ProbeCommand.class);
    COMMANDS.put("list", ListCommand.class);
    COMMANDS.put("explain", ExplainCommand.class);
    COMMANDS.put("lint", LintCommand.class);
    COMMANDS.put("merge", MergeCommand.class);
    COMMANDS.put("diff", DiffCommand.class);
    COMMANDS.put("selftest", SelftestCommand.class);
    COMMANDS.put("completion", CompletionCommand.class);
  }

  @Spec private CommandSpec spec;

  /** Runs one command and exits with its status. */
  public static void main(String[] args) {
    int status;
    try {
      status = execute(args);
    } catch (OutOfMemoryError e) {
      // By now, the memory that was full is free again.
      System.err.println("pgconform: out of memory");
      status = ExitStatus.UNTESTED;
    }
    System.exit(status);
  }

  /** Runs one command and returns its exit status. */
  static int execute(String... args) {
    CommandLine commandLine = new CommandLine(new Main());
    // Reading the options of a command takes 20 ms, so a call reads only those of its own command.
    String first = args.length == 0 ? "" : args[0];
    COMMANDS.forEach(
        (name, command) -> {
          if (!first.equals("--version") && (!COMMANDS.containsKey(first) || first.equals(name))) {
            commandLine.addSubcommand(name, command);
          }
        });
    commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setAbbreviatedOptionsAllowed(false)
        .setExecutionStrategy(Main::carryOut)
        .setParameterExceptionHandler(Main::wrongUsage)
        .setExecutionExceptionHandler(Main::failed);
    try {
      return commandLine.execute(args);
    } finally {
      PasswordRedaction.clear();
    }
  }

  /** Runs a command whose options were parsed. */
  private static int carryOut(CommandLine.ParseResult parsed) {
    UsageErrors.refuseEmpty(parsed);
    return new CommandLine.RunLast().execute(parsed);
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  private static int wrongUsage(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    System.err.println(Screen.line("pgconform: " + UsageErrors.sentence(e)));
    System.err.printf(
        "Try '%s --help' for more information.%n", command.getCommandSpec().qualifiedName());
    return ExitStatus.WRONG_USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (e instanceof WrongUsage) {
      Screen.lines("pgconform: " + e.getMessage()).forEach(System.err::println);
      return ExitStatus.WRONG_USAGE;
    }
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    System.err.println(Screen.line("pgconform: internal error: " + PasswordRedaction.in(message)));
    if (System.getenv("PGCONFORM_DEBUG") != null) {
      e.printStackTrace();
    } else {
      System.err.println("Set PGCONFORM_DEBUG=1 in the environment to see where it happened.");
    }
    return ExitStatus.UNTESTED;
  }
}
