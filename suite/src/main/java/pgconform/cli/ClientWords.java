package pgconform.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import pgconform.target.TargetSpec;
import pgconform.target.client.ClientTarget;
import pgconform.target.failure.BadTarget;

/**
 * Parses the clients on a command line: names, and the command of a program after a double dash.
 */
final class ClientWords {
  private static final String OWN = "--";

  private ClientWords() {}

  /**
   * Returns the clients that are named, and the one that has a command.
   *
   * @param words the words that stand for clients, without the double dash
   * @param arguments the whole command line, with the double dash
   * @throws WrongUsage if there are no clients, or one is not known
   */
  static List<ClientTarget> clients(List<String> words, List<String> arguments) {
    int own = arguments.indexOf(OWN);
    int count = own < 0 ? 0 : Math.min(words.size(), arguments.size() - own - 1);
    List<String> names = words.subList(0, words.size() - count);
    List<String> command = words.subList(words.size() - count, words.size());
    if (words.isEmpty()) {
      throw new WrongUsage(
          "%s needs a CLIENT such as psql, or -- and a command".formatted(arguments.get(0)));
    }
    List<ClientTarget> clients = new ArrayList<>();
    try {
      names.forEach(name -> clients.add(ClientTarget.named(name, folder())));
    } catch (BadTarget e) {
      throw new WrongUsage(e.getMessage());
    }
    if (!command.isEmpty()) {
      clients.add(ClientTarget.of(command));
    }
    return clients;
  }

  /** Returns the same clients as targets of any kind. */
  static List<TargetSpec> targets(List<String> words, List<String> arguments) {
    return List.copyOf(clients(words, arguments));
  }

  /** Returns the folder of the client collection, which is part of a checkout. */
  private static Path folder() {
    String scenarios = System.getProperty("pgconform.scenarios", "scenarios");
    return Path.of(scenarios).toAbsolutePath().resolveSibling("ci").resolve("clients");
  }
}
