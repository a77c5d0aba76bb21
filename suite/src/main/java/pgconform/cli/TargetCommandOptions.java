package pgconform.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.scenario.Capability;
import pgconform.scenario.Durations;
import pgconform.scenario.Profile;
import pgconform.scenario.Spelling;
import pgconform.session.Secret;
import pgconform.target.TargetOptions;
import pgconform.wire.PasswordRedaction;
import picocli.CommandLine.Option;

/** Options that say what is known about a target. */
final class TargetCommandOptions {
  @Option(
      names = "--slow-query",
      paramLabel = "SQL",
      description =
          "A long-running query: it must return one row after a"
              + " second or more. Default: a query that waits for an advisory lock, or else one"
              + " found by trying.")
  private String slowQuery;

  @Option(
      names = "--authentication-timeout",
      paramLabel = "TIME",
      description =
          "How long a client may take to log in, such as 5s, where the server does not show it."
              + " Requirements about that limit wait for 10 seconds at the most.")
  private String authenticationTimeout;

  @Option(
      names = "--login",
      paramLabel = "NAME=USER[:PASSWORD]",
      description =
          "A role that scenarios can log in as, in addition to that of the URL; repeatable. NAME is"
              + " user, password, md5, scram, hostssl, reject or nologin (see the logins in"
              + " docs/target-files.md).")
  private List<String> logins = List.of();

  @Option(
      names = "--exclusive",
      description = "Nobody else uses the target: scenarios may fill it and change it.")
  private boolean exclusive;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name of the target in reports, instead of its URL.")
  private String name;

  /** Returns what the user says about the targets. */
  TargetOptions options(Optional<Profile> profile, int targets) {
    if (name != null && targets > 1) {
      throw new WrongUsage(
          "--name can be used only with a single target, not with %d".formatted(targets));
    } else if (name != null && name.isBlank()) {
      throw new WrongUsage("--name is empty");
    }
    return new TargetOptions(
        Optional.ofNullable(name),
        profile,
        Optional.ofNullable(slowQuery),
        timeout(),
        exclusive,
        accounts());
  }

  private Optional<Duration> timeout() {
    if (authenticationTimeout == null) {
      return Optional.empty();
    }
    return Durations.parse(authenticationTimeout)
        .filter(time -> !time.isZero())
        .map(Optional::of)
        .orElseThrow(
            () ->
                new WrongUsage(
                    "--authentication-timeout takes a time such as 5s, not "
                        + authenticationTimeout));
  }

  private Map<String, TargetOptions.Account> accounts() {
    Map<String, TargetOptions.Account> accounts = new LinkedHashMap<>();
    for (String login : logins) {
      int equals = login.indexOf('=');
      String user = login.substring(equals + 1);
      int colon = user.indexOf(':');
      String role = colon < 0 ? user : user.substring(0, colon);
      // Input that is not understood may contain a password, and is not repeated.
      if (equals < 1 || role.isEmpty()) {
        throw new WrongUsage("--login takes NAME=USER:PASSWORD, such as scram=alice:secret");
      }
      String word = login.substring(0, equals);
      if (!Capability.loginWords().contains(word)) {
        throw new WrongUsage(
            "--login: there is no kind of login '%s'%s"
                .formatted(word, Spelling.hint(word, Capability.loginWords())));
      }
      Optional<String> password =
          colon < 0 ? Optional.empty() : Optional.of(user.substring(colon + 1));
      password.ifPresent(PasswordRedaction::add);
      TargetOptions.Account account =
          new TargetOptions.Account(role, password.map(Secret::of), Optional.empty());
      if (accounts.put(word, account) != null) {
        throw new WrongUsage("--login %s is given twice".formatted(word));
      }
    }
    return accounts;
  }

  /** Returns the further options that a command to reproduce a case needs; passwords are masked. */
  List<String> further() {
    List<String> further = new ArrayList<>();
    if (slowQuery != null) {
      further.addAll(List.of("--slow-query", slowQuery));
    }
    if (authenticationTimeout != null) {
      further.addAll(List.of("--authentication-timeout", authenticationTimeout));
    }
    for (String login : logins) {
      int colon = login.indexOf(':', login.indexOf('='));
      String shown = colon < 0 ? login : login.substring(0, colon + 1) + "****";
      further.addAll(List.of("--login", shown));
    }
    if (exclusive) {
      further.add("--exclusive");
    }
    if (name != null) {
      further.addAll(List.of("--name", name));
    }
    return further;
  }
}
