package pgconform.target.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.link.Address;
import pgconform.scenario.TargetFile;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.process.StartedCommand;

/**
 * The setup of a server from a target file with the values of one run.
 *
 * @param name the name of the target, for messages
 * @param here the directory of the target file
 * @param directory the working directory of the run
 * @param run the program and its arguments
 * @param ready the command that tells whether the server is ready; empty if there is none
 * @param files the files of the working directory, by name
 * @param env the environment variables of the command
 */
public record CommandSetup(
    String name,
    Path here,
    Path directory,
    TargetFile.Start start,
    List<String> run,
    List<String> ready,
    Map<String, String> files,
    Map<String, String> env,
    ConnectionSettings settings,
    Optional<Address> unixSocket) {
  StartedCommand command() {
    return command(run);
  }

  Optional<StartedCommand> readyCommand() {
    return ready.isEmpty() ? Optional.empty() : Optional.of(command(ready));
  }

  private StartedCommand command(List<String> words) {
    List<String> all = new ArrayList<>(words);
    // A name without a slash is looked for in PATH.
    if (all.get(0).indexOf('/') >= 0) {
      all.set(0, here.resolve(all.get(0)).normalize().toString());
    }
    return new StartedCommand(
        all,
        env,
        start.directory().orElse(directory),
        directory,
        start.stop().signal(),
        start.stop().within());
  }
}
