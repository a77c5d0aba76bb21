package pgconform.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import pgconform.scenario.Spelling;
import picocli.CommandLine;

/** Explains in one sentence what is wrong with a command line, and what was probably meant. */
final class UsageErrors {
  private UsageErrors() {}

  /** Returns the sentence. */
  static String sentence(CommandLine.ParameterException e) {
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(e.getCommandLine(), unmatched);
    }
    if (e.getArgSpec() instanceof CommandLine.Model.OptionSpec option && e.getValue() != null) {
      Optional<String> unfit = unfit(option, e.getValue());
      if (unfit.isPresent()) {
        return unfit.get();
      }
    }
    String message = e.getMessage();
    return message == null ? "wrong usage" : message.replaceAll("\\s*\\R\\s*", " ");
  }

  /**
   * Refuses an option or a file with an empty value, such as that of a variable that is not set.
   */
  static void refuseEmpty(CommandLine.ParseResult parsed) {
    for (CommandLine.Model.ArgSpec each : parsed.matchedArgs()) {
      boolean file = each.auxiliaryTypes()[0] == Path.class;
      if ((each.isOption() || file) && each.stringValues().stream().anyMatch(String::isBlank)) {
        String name =
            each instanceof CommandLine.Model.OptionSpec option
                ? option.longestName()
                : each.paramLabel();
        throw new CommandLine.ParameterException(
            parsed.commandSpec().commandLine(),
            "%s has an empty value; is it that of a variable that is not set?".formatted(name));
      }
    }
    if (parsed.hasSubcommand()) {
      refuseEmpty(parsed.subcommand());
    }
  }

  /** Returns the sentence for a value that does not have the option's type. */
  private static Optional<String> unfit(CommandLine.Model.OptionSpec option, String value) {
    Class<?> type = option.auxiliaryTypes()[0];
    if (type.isEnum()) {
      List<String> known =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> Spelling.written((Enum<?>) constant))
              .toList();
      return known.contains(value.toLowerCase(Locale.ROOT))
          ? Optional.empty()
          : Optional.of(
              "%s cannot be '%s'%s"
                  .formatted(option.longestName(), value, Spelling.hint(value, known)));
    }
    boolean number = Set.of(Integer.class, Long.class, int.class, long.class).contains(type);
    return number && !value.matches("-?\\d{1,9}")
        ? Optional.of("%s takes a number, not '%s'".formatted(option.longestName(), value))
        : Optional.empty();
  }

  private static String unmatched(
      CommandLine command, CommandLine.UnmatchedArgumentException unmatched) {
    List<String> words = unmatched.getUnmatched();
    if (unmatched.isUnknownOption()) {
      String option = words.get(0).replaceFirst("=.*", "");
      return "there is no option '%s'%s".formatted(option, option(command, option));
    }
    if (command.getParent() == null && command.getCommandSpec().userObject() instanceof Main) {
      return "there is no command '%s'%s"
          .formatted(words.get(0), Spelling.hint(words.get(0), Main.COMMANDS.keySet()));
    }
    return "'%s' is one argument too many".formatted(words.get(0));
  }

  private static String option(CommandLine command, String option) {
    TreeSet<String> known = new TreeSet<>(command.getCommandSpec().optionsMap().keySet());
    // A single letter is equally close to every other one.
    known.removeIf(name -> name.length() < 3);
    return Spelling.nearest(option, known).map("; did you mean '%s'?"::formatted).orElse("");
  }
}
