package pgconform.environments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Servers of one kind, on which environments are made. One server does for most of them. */
final class Stage implements AutoCloseable {
  /** The locale of the messages in German, made for the servers alone. */
  private static final String LOCALE = "de_DE.UTF-8";

  private final Path programs;
  private final Path folder;
  private final Keys keys = new Keys();
  private final List<RealServer> own = new ArrayList<>();
  private RealServer shared;
  private int servers;

  /**
   * Begins.
   *
   * @param programs the folder of PostgreSQL's programs
   */
  Stage(Path programs) throws IOException {
    this.programs = programs;
    this.folder = Files.createTempDirectory("pgconform-environments-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeAtEnd, "environments-end"));
  }

  /**
   * An environment that was made.
   *
   * @param url by which its user reaches it; empty if it was left out
   * @param reason why it was left out
   */
  record Made(Optional<String> url, String reason) {}

  /** Makes an environment; what an earlier one needed for itself alone is ended. */
  Made make(Environment environment) throws IOException, InterruptedException {
    endOwn();
    Optional<String> missing = missing(environment);
    if (missing.isPresent()) {
      return new Made(Optional.empty(), missing.get());
    }
    RealServer server = server(environment);
    try (Superuser superuser = Superuser.of(server.port(), "postgres")) {
      for (String command : environment.preparation(server.home())) {
        superuser.run(command);
      }
    }
    try (Superuser superuser = Superuser.of(server.port(), environment.database())) {
      for (String command : environment.preparationInside(server.home())) {
        superuser.run(command);
      }
    }
    if (environment.isStandby()) {
      server =
          server.standby(
              home(), access(environment, server.home()), settings(environment, server.home()));
      own.add(server);
    }
    return new Made(Optional.of(environment.url(server.port(), server.home())), "");
  }

  /** What such a server lacks that the environment needs. */
  private Optional<String> missing(Environment environment)
      throws IOException, InterruptedException {
    for (Environment.Requirement needed : environment.requirements()) {
      try (Superuser superuser = Superuser.of(shared().port(), "postgres")) {
        superuser.run(needed.sql());
      } catch (IOException e) {
        return Optional.of(needed.reason());
      }
    }
    return Optional.empty();
  }

  private RealServer server(Environment environment) throws IOException, InterruptedException {
    if (environment.server().isEmpty()) {
      return shared();
    }
    RealServer server = start(environment);
    own.add(server);
    return server;
  }

  private RealServer shared() throws IOException, InterruptedException {
    if (shared == null) {
      shared = start(Environment.an("nothing unusual"));
    }
    return shared;
  }

  private RealServer start(Environment environment) throws IOException, InterruptedException {
    Path home = home();
    return RealServer.start(programs, home, access(environment, home), settings(environment, home));
  }

  /** A folder with all keys, and the locale where the system knows how to make it. */
  private Path home() throws IOException, InterruptedException {
    servers++;
    Path home = folder.resolve(Integer.toString(servers));
    Files.createDirectory(home);
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    keys.write(home, List.of("client"));
    makeLocale(home);
    return home;
  }

  /** Where the system lacks the program or its sources, the environment that needs it says so. */
  private static void makeLocale(Path home) throws InterruptedException {
    List<String> localedef = List.of("localedef", "--no-archive", "-i", "de_DE", "-f", "UTF-8");
    List<String> command = new ArrayList<>(localedef);
    command.add(home.resolve(LOCALE).toString());
    try {
      Account.tied(command).redirectOutput(Path.of("/dev/null").toFile()).start().waitFor();
    } catch (IOException e) {
      System.err.println("no locale can be made: " + e.getMessage());
    }
  }

  /** Lines for everybody who shares the server, so that nothing has to be read again later. */
  private static List<String> access(Environment environment, Path home) {
    List<String> lines = new ArrayList<>();
    lines.add("host all,replication " + Superuser.NAME + " 127.0.0.1/32 trust");
    Environments.ALL.stream()
        .filter(each -> each == environment || environment.server().isEmpty())
        .filter(each -> each.server().equals(environment.server()))
        .forEach(each -> lines.addAll(each.access(home)));
    lines.add("local all all trust");
    lines.add("host all all 127.0.0.1/32 trust");
    lines.add("host all all ::1/128 trust");
    return lines;
  }

  private static Map<String, String> settings(Environment environment, Path home) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("fsync", "off");
    settings.put("shared_buffers", "16MB");
    settings.put("lc_messages", "C");
    settings.put("ssl", "on");
    settings.put("ssl_ca_file", home.resolve(Keys.AUTHORITY).toString());
    settings.put("ssl_cert_file", home.resolve(Keys.SERVER + ".crt").toString());
    settings.put("ssl_key_file", home.resolve(Keys.SERVER + ".key").toString());
    settings.putAll(environment.server());
    return settings;
  }

  private void endOwn() {
    own.forEach(RealServer::close);
    own.clear();
  }

  /** Ends every server and removes what it had; also when this process is told to end. */
  @Override
  public synchronized void close() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    endOwn();
    if (shared != null) {
      shared.close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void closeAtEnd() {
    try {
      close();
    } catch (IOException e) {
      System.err.println(folder + " could not be removed: " + e);
    }
  }
}
