package pgconform.target.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import pgconform.target.failure.TargetUnavailable;

/**
 * The user that the server runs as. PostgreSQL refuses to run as root, so that root must use
 * another account for it.
 *
 * <p>Programs are started through {@code setpriv} of util-linux, if it exists. It replaces itself
 * with the program, so that the process is that of the server, and asks the kernel to end the
 * program together with the thread that started it (see {@link ProcessLauncher}).
 */
final class ServerUser {
  /** The user that was found; finding it takes several programs, so it is done once. */
  private static volatile ServerUser detected;

  private final Optional<Account> account;
  private final Tools tools;

  private ServerUser(Optional<Account> account, Tools tools) {
    this.account = account;
    this.tools = tools;
  }

  /** An unprivileged account of the system. */
  record Account(String name, int uid, int gid) {}

  /** The programs that can start another program as another user, or tie it to its parent. */
  record Tools(boolean setpriv, boolean runuser, boolean setsid) {
    /** Describes tools of which none can start a session. */
    Tools(boolean setpriv, boolean runuser) {
      this(setpriv, runuser, false);
    }

    /** Finds the programs of this system. */
    static Tools find() {
      // The setpriv of BusyBox has neither option.
      String help = output(List.of("setpriv", "--help")).orElse("");
      return new Tools(
          help.contains("--pdeathsig") && help.contains("--reuid"),
          output(List.of("runuser", "--version")).isPresent(),
          isThere("setsid"));
    }
  }

  /** Returns the user that servers of this process run as. */
  static ServerUser detect() {
    ServerUser user = detected;
    if (user == null) {
      user = detect(Tools.find());
      detected = user;
    }
    return user;
  }

  /** Returns the same as {@link #detect()}, but uses only some of the programs. */
  static ServerUser detect(Tools tools) {
    if (uid() != 0) {
      return new ServerUser(Optional.empty(), tools);
    }
    return new ServerUser(
        Optional.of(
            account("postgres")
                .or(() -> account("nobody"))
                .orElseThrow(
                    () ->
                        new TargetUnavailable(
                            "PostgreSQL does not run as root, and there is neither a user postgres"
                                + " nor a user nobody: start this tool as an ordinary user"))),
        tools);
  }

  /** Returns the account that root uses; empty if the server runs as the user of this tool. */
  Optional<String> name() {
    return account.map(Account::name);
  }

  /**
   * Returns a command that runs another one as this user.
   *
   * @param deathSignal the signal that the kernel sends to it when the thread that starts it ends
   */
  List<String> command(String deathSignal, List<String> command) {
    List<String> full = new ArrayList<>(apart());
    if (tools.setpriv) {
      full.add("setpriv");
      account.ifPresent(
          user ->
              full.addAll(List.of("--reuid=" + user.uid, "--regid=" + user.gid, "--clear-groups")));
      full.addAll(List.of("--pdeathsig", deathSignal, "--"));
      full.addAll(command);
    } else if (account.isEmpty()) {
      full.addAll(command);
    } else if (tools.runuser) {
      full.addAll(List.of("runuser", "-u", account.get().name, "--"));
      full.addAll(command);
    } else {
      full.addAll(List.of("su", "-s", "/bin/sh", "-c"));
      full.add("exec " + String.join(" ", command.stream().map(ServerUser::shellQuoted).toList()));
      full.add(account.get().name);
    }
    return full;
  }

  /**
   * Returns the words before a command that separate it from the user's terminal, whose Ctrl-C is
   * meant only for this tool.
   */
  List<String> apart() {
    return tools.setsid ? List.of("setsid") : List.of();
  }

  /** Makes this user the owner of a file. */
  void own(Path path) throws IOException {
    if (account.isPresent()) {
      Files.setAttribute(path, "unix:uid", account.get().uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", account.get().gid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /**
   * Returns whether this user can reach a directory; for the user of this tool, this is not
   * checked.
   */
  boolean canReach(Path directory) {
    if (account.isEmpty()) {
      return true;
    }
    for (Path path = directory; path != null; path = path.getParent()) {
      try {
        if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      } catch (IOException | UnsupportedOperationException e) {
        return false;
      }
    }
    return true;
  }

  /** Returns the user ID that this tool runs as. */
  static int uid() {
    try {
      Path self = Path.of("/proc/self");
      if (Files.exists(self)) {
        return (Integer) Files.getAttribute(self, "unix:uid");
      }
      Path file = Files.createTempFile("pgconform", null);
      try {
        return (Integer) Files.getAttribute(file, "unix:uid");
      } finally {
        Files.delete(file);
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      throw new TargetUnavailable("the current user cannot be determined", e);
    }
  }

  private static Optional<Account> account(String name) {
    Optional<Integer> uid = output(List.of("id", "-u", name)).flatMap(ServerUser::number);
    Optional<Integer> gid = output(List.of("id", "-g", name)).flatMap(ServerUser::number);
    return uid.isPresent() && gid.isPresent()
        ? Optional.of(new Account(name, uid.get(), gid.get()))
        : Optional.empty();
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.parseInt(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns whether a program is in the path and can be executed. */
  private static boolean isThere(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return Stream.of(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static Optional<String> output(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(ProcessLauncher.NOTHING))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0
          ? Optional.of(text)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String shellQuoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
