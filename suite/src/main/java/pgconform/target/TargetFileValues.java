package pgconform.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import pgconform.link.Address;
import pgconform.scenario.FileError;
import pgconform.scenario.ScenarioException;
import pgconform.scenario.TargetFile;
import pgconform.scenario.Template;
import pgconform.session.Login;
import pgconform.session.Secret;
import pgconform.target.command.CommandSetup;
import pgconform.target.failure.BadTarget;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.ConnectionUrl;
import pgconform.target.libpq.HostPort;
import pgconform.wire.ProtocolVersion;

/** A target file with the values of one run: ports, a directory, the environment. */
final class TargetFileValues {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final TargetFile file;
  private final Map<String, String> environment;
  private final Path home;
  private final Path here;
  private final Map<String, String> backend;
  private final Map<String, String> drawn = new HashMap<>();
  private final List<FileError> problems = new ArrayList<>();

  TargetFileValues(TargetFile file, Map<String, String> environment, Path home) {
    this(file, environment, home, Map.of());
  }

  /**
   * Creates the values for a proxy.
   *
   * @param backend the values that describe the server behind it, by name
   */
  TargetFileValues(
      TargetFile file, Map<String, String> environment, Path home, Map<String, String> backend) {
    this.file = file;
    this.backend = Map.copyOf(backend);
    this.environment = environment;
    this.home = home;
    this.here = file.file().toAbsolutePath().normalize().getParent();
  }

  /**
   * Returns the values of a throw-away server.
   *
   * @param settings the settings of its configuration, in addition to the usual ones
   */
  static TargetFileValues ofAnother(
      TargetFile file,
      Map<String, String> environment,
      Path home,
      boolean recovering,
      Map<String, String> settings) {
    TargetFileValues values = new TargetFileValues(file, environment, home);
    StringBuilder lines = new StringBuilder();
    settings.forEach(
        (name, value) -> lines.append("%s = '%s'%n".formatted(name, value.replace("'", "''"))));
    values.drawn.put(TargetFile.SETTINGS, lines.toString());
    values.drawn.put(TargetFile.STATE, recovering ? "recovering" : "running");
    return values;
  }

  /**
   * Checks all fields.
   *
   * @throws BadTarget with all that is wrong
   */
  void check() {
    assume();
    url();
    fillTheRest();
    refuse();
  }

  /** Returns the faults of undefined names, in a file that may have others. */
  List<FileError> undefined() {
    assume();
    filled(file.url());
    fillTheRest();
    return List.copyOf(problems);
  }

  /** Assumes values for names, without creating anything. */
  private void assume() {
    drawn.put("directory", "/");
    if (file.isProxy()) {
      TargetFile.BACKEND.forEach(name -> drawn.put(name, "1"));
    }
  }

  private void fillTheRest() {
    logins();
    unixSocket(5432);
    file.start()
        .ifPresent(
            start -> {
              filled(start.run());
              filled(start.ready().run());
              filled(start.files());
              filled(start.env());
            });
  }

  private void refuse() {
    if (!problems.isEmpty()) {
      throw new BadTarget(new ScenarioException(problems).getMessage());
    }
  }

  private String filled(Template template) {
    List<String> known = new ArrayList<>(TargetFile.GIVEN);
    known.addAll(TargetFile.BACKEND);
    known.addAll(new TreeSet<>(environment.keySet()));
    return template.fill(this::value, known, problems);
  }

  private List<String> filled(List<Template> templates) {
    return templates.stream().map(this::filled).toList();
  }

  private Map<String, String> filled(Map<String, Template> templates) {
    Map<String, String> filled = new LinkedHashMap<>();
    templates.forEach((name, template) -> filled.put(name, filled(template)));
    return filled;
  }

  private Optional<String> value(String name) {
    if (backend.containsKey(name)) {
      return Optional.of(backend.get(name));
    } else if (drawn.containsKey(name)) {
      return Optional.of(drawn.get(name));
    } else if (!TargetFile.GIVEN.contains(name)) {
      return Optional.ofNullable(environment.get(name));
    }
    return Optional.of(drawn.computeIfAbsent(name, this::draw));
  }

  private String draw(String name) {
    return switch (name) {
      case "here" -> here.toString();
      case "directory" -> makeDirectory();
      case TargetFile.SETTINGS -> "";
      case TargetFile.STATE -> "running";
      default -> freePort();
    };
  }

  private static String makeDirectory() {
    try {
      return Files.createTempDirectory("pgconform-").toRealPath().toString();
    } catch (IOException e) {
      throw new TargetUnavailable("no working directory can be made: " + e.getMessage(), e);
    }
  }

  private String freePort() {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
        String port = Integer.toString(socket.getLocalPort());
        if (!drawn.containsValue(port)) {
          return port;
        }
      } catch (IOException e) {
        throw new TargetUnavailable("there is no free port on the loopback address", e);
      }
    }
  }

  private ConnectionUrl url() {
    String text = filled(file.url());
    try {
      return ConnectionUrl.read(text);
    } catch (BadTarget e) {
      // If a variable is missing, further faults are meaningless.
      if (problems.isEmpty()) {
        problems.add(new FileError(file.url().place(), e.getMessage()));
      }
      return ConnectionUrl.read("postgresql://");
    }
  }

  /**
   * Returns how the server is reached.
   *
   * @throws BadTarget with file, line and column
   */
  ConnectionSettings settings() {
    ConnectionUrl url = url();
    refuse();
    try {
      ConnectionSettings settings = url.settings(environment, home);
      for (HostPort host : settings.hosts()) {
        settings.passwordFor(host).map(Secret::reveal).ifPresent(UrlTarget::conceal);
      }
      return settings;
    } catch (BadTarget e) {
      throw new BadTarget(new FileError(file.url().place(), e.getMessage()).toString());
    }
  }

  /** Returns the logins that the file declares. */
  Map<String, TargetOptions.Account> logins() {
    Map<String, TargetOptions.Account> logins = new LinkedHashMap<>();
    file.logins()
        .forEach(
            (word, account) -> {
              Optional<String> password = account.password().map(this::filled);
              password.ifPresent(UrlTarget::conceal);
              logins.put(
                  word,
                  new TargetOptions.Account(
                      filled(account.user()),
                      password.map(Secret::of),
                      account.database().map(this::filled)));
            });
    return logins;
  }

  /** Returns the server's Unix socket, if the file names its directory. */
  Optional<Address> unixSocket(int port) {
    return file.unixSocket()
        .map(this::filled)
        .map(directory -> new Address.Unix(here.resolve(directory).resolve(".s.PGSQL." + port)));
  }

  /** Returns the setup with which the server is started. */
  CommandSetup setup() {
    TargetFile.Start start = file.start().orElseThrow();
    ConnectionSettings settings = settings();
    CommandSetup setup =
        new CommandSetup(
            file.name(),
            here,
            Path.of(value("directory").orElseThrow()),
            start,
            filled(start.run()),
            filled(start.ready().run()),
            filled(start.files()),
            filled(start.env()),
            settings,
            unixSocket(settings.port()));
    refuse();
    return setup;
  }

  /** Returns an account as a login. */
  static Login login(TargetOptions.Account account, String database) {
    return new Login(
        account.user(),
        account.database().orElse(database),
        account.password(),
        ProtocolVersion.V3_0,
        List.of());
  }
}
