package pgconform.target;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import pgconform.session.Secret;

/**
 * Turns the parameters that a URL holds into settings, adding what libpq would: a service's
 * parameters, then the environment, then defaults, then passwords from the password file.
 *
 * <p>Other than in libpq, nothing is left to be found out while connecting: a wrong port or word is
 * reported here. The host defaults to {@code localhost}, where libpq prefers the socket directory
 * that it was built with.
 */
final class ParameterResolver {
  private final Map<String, String> environment;
  private final Path home;
  private final List<String> warnings = new ArrayList<>();

  ParameterResolver(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  ConnectionSettings resolve(Map<String, String> given) {
    Map<String, String> parameters = new HashMap<>(given);
    variable("PGSERVICE").ifPresent(name -> parameters.putIfAbsent("service", name));
    if (parameters.containsKey("service")) {
      new ServiceFile(environment, home)
          .parameters(parameters.get("service"))
          .forEach(parameters::putIfAbsent);
    }
    Parameters.VARIABLES.forEach(
        (name, variable) ->
            variable(variable).ifPresent(value -> parameters.putIfAbsent(name, value)));
    if (variable("PGREQUIRESSL").filter(value -> value.startsWith("1")).isPresent()) {
      parameters.putIfAbsent("sslmode", "require");
    }
    for (String name : new TreeSet<>(parameters.keySet())) {
      if (Parameters.WITHOUT_EFFECT.contains(name)) {
        warnings.add("the connection parameter " + name + " has no effect here");
      }
    }
    return build(parameters);
  }

  private ConnectionSettings build(Map<String, String> parameters) {
    List<HostPort> hosts = HostList.of(parameters);
    String user = nonEmpty(parameters, "user").orElseGet(() -> System.getProperty("user.name"));
    String database = nonEmpty(parameters, "dbname").orElse(user);
    ConnectionSettings.Builder builder =
        ConnectionSettings.builder(hosts.get(0), user, database).hosts(hosts);
    Optional<Secret> password = nonEmpty(parameters, "password").map(Secret::of);
    builder.password(password);
    if (password.isEmpty()) {
      builder.hostPasswords(passwordsFromFile(parameters, hosts, user, database));
    }
    tls(parameters, builder);
    nonEmpty(parameters, "connect_timeout")
        .ifPresent(text -> builder.connectTimeout(timeout(text)));
    nonEmpty(parameters, "gssencmode")
        .ifPresent(text -> builder.gssencmode(GssEncMode.parse(text)));
    builder.options(nonEmpty(parameters, "options"));
    builder.applicationName(
        nonEmpty(parameters, "application_name")
            .or(() -> nonEmpty(parameters, "fallback_application_name")));
    for (String name : List.of("client_encoding", "replication")) {
      nonEmpty(parameters, name).ifPresent(value -> builder.runtimeParameter(name, value));
    }
    return builder.warnings(warnings).build();
  }

  private void tls(Map<String, String> parameters, ConnectionSettings.Builder builder) {
    Optional<String> root = nonEmpty(parameters, "sslrootcert");
    boolean system = root.filter(ConnectionSettings.SYSTEM_ROOTS::equals).isPresent();
    SslMode mode =
        Optional.ofNullable(parameters.get("sslmode"))
            .map(SslMode::parse)
            .orElse(system ? SslMode.VERIFY_FULL : SslMode.PREFER);
    if (system && mode != SslMode.VERIFY_FULL) {
      throw new BadTarget(
          "sslmode=%s is too weak for sslrootcert=system: it needs verify-full"
              .formatted(mode.text()));
    }
    SslNegotiation negotiation =
        nonEmpty(parameters, "sslnegotiation")
            .map(SslNegotiation::parse)
            .orElse(SslNegotiation.POSTGRES);
    if (negotiation == SslNegotiation.DIRECT && mode.compareTo(SslMode.REQUIRE) < 0) {
      throw new BadTarget(
          "sslmode=%s is too weak for sslnegotiation=direct: it needs require or more"
              .formatted(mode.text()));
    }
    builder.sslmode(mode).sslnegotiation(negotiation);
    nonEmpty(parameters, "channel_binding")
        .ifPresent(text -> builder.channelBinding(ChannelBinding.parse(text)));
    root.ifPresent(text -> Text.path("the value of sslrootcert", text));
    builder.sslrootcert(root.or(() -> userFile("root.crt").map(Path::toString)));
    builder.sslcert(path(parameters, "sslcert").or(() -> userFile("postgresql.crt")));
    builder.sslkey(path(parameters, "sslkey").or(() -> userFile("postgresql.key")));
  }

  private Optional<Path> userFile(String name) {
    return Optional.of(home.resolve(".postgresql").resolve(name)).filter(Files::isRegularFile);
  }

  private Map<HostPort, Secret> passwordsFromFile(
      Map<String, String> parameters, List<HostPort> hosts, String user, String database) {
    PasswordFile file =
        PasswordFile.read(path(parameters, "passfile").orElse(home.resolve(".pgpass")));
    file.warning().ifPresent(warnings::add);
    Map<HostPort, Secret> passwords = new LinkedHashMap<>();
    for (HostPort host : hosts) {
      file.password(host, database, user).ifPresent(secret -> passwords.put(host, secret));
    }
    return passwords;
  }

  /** Whole seconds; as in libpq, zero and less mean no bound. */
  private static Optional<Duration> timeout(String text) {
    try {
      int seconds = Integer.parseInt(text.strip());
      return seconds <= 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    } catch (NumberFormatException e) {
      throw new BadTarget("the value of connect_timeout is not a whole number of seconds");
    }
  }

  private Optional<String> variable(String name) {
    Optional<String> value = Optional.ofNullable(environment.get(name)).filter(v -> !v.isEmpty());
    if (value.filter(Text::isUnfit).isPresent()) {
      throw new BadTarget("the variable " + name + " holds a character PostgreSQL cannot take");
    }
    return value;
  }

  private static Optional<Path> path(Map<String, String> parameters, String name) {
    return nonEmpty(parameters, name).map(text -> Text.path("the value of " + name, text));
  }

  private static Optional<String> nonEmpty(Map<String, String> parameters, String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }
}
