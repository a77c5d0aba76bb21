package pgconform.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code pgconform completion}: prints a script for shells. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Prints a script that completes commands and options in bash and zsh.",
      "",
      "For this shell: source <(pgconform completion). For each bash of a user: pgconform"
          + " completion > ~/.local/share/bash-completion/completions/pgconform"
    })
final class CompletionCommand implements Runnable {
  @Override
  public void run() {
    CommandLine all = new CommandLine(new Main());
    Main.COMMANDS.forEach(all::addSubcommand);
    System.out.print(AutoComplete.bash("pgconform", all));
  }
}
