package pgconform.target.libpq;

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
import pgconform.target.failure.BadTarget;

/**
 * Turns the parameters of a URL into settings, and adds the parameters of a service, the
 * environment, defaults, and passwords from the password file, in this order, as libpq does.
 *
 * <p>Unlike libpq, which finds a wrong port or word while it connects, this class reports it at
 * once. The host defaults to {@code localhost}, while libpq prefers the socket directory that it
 * was built with.
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
    ParameterNames.VARIABLES.forEach(
        (name, variable) ->
            variable(variable).ifPresent(value -> parameters.putIfAbsent(name, value)));
    if (variable("PGREQUIRESSL").filter(value -> value.startsWith("1")).isPresent()) {
      parameters.putIfAbsent("sslmode", "require");
    }
    for (String name : new TreeSet<>(parameters.keySet())) {
      if (ParameterNames.WITHOUT_EFFECT.contains(name)) {
        warnings.add("the connection parameter " + name + " has no effect here");
      }
    }
    return build(parameters);
  }

  private ConnectionSettings build(Map<String, String> parameters) {
    List<HostPort> hosts = HostList.of(parameters);
    String user = nonEmpty(parameters, "user").orElseGet(() -> System.getProperty("user.name"));
    String database = nonEmpty(parameters, "dbname").orElse(user);
    Optional<Secret> password = nonEmpty(parameters, "password").map(Secret::of);
    Optional<String> root = nonEmpty(parameters, "sslrootcert");
    root.ifPresent(text -> ParameterValue.path("the value of sslrootcert", text));
    SslMode mode = sslmode(parameters, root);
    Map<String, String> runtimeParameters = new LinkedHashMap<>();
    for (String name : List.of("client_encoding", "replication")) {
      nonEmpty(parameters, name).ifPresent(value -> runtimeParameters.put(name, value));
    }
    return new ConnectionSettings(
        hosts,
        user,
        database,
        password,
        password.isPresent() ? Map.of() : passwordsFromFile(parameters, hosts, user, database),
        mode,
        sslnegotiation(parameters, mode),
        root.or(() -> userFile("root.crt").map(Path::toString)),
        path(parameters, "sslcert").or(() -> userFile("postgresql.crt")),
        path(parameters, "sslkey").or(() -> userFile("postgresql.key")),
        nonEmpty(parameters, "channel_binding")
            .map(text -> KeywordParameter.parse("channel_binding", text, ChannelBinding.values()))
            .orElse(ChannelBinding.PREFER),
        nonEmpty(parameters, "connect_timeout").flatMap(ParameterResolver::timeout),
        nonEmpty(parameters, "options"),
        nonEmpty(parameters, "application_name")
            .or(() -> nonEmpty(parameters, "fallback_application_name")),
        nonEmpty(parameters, "gssencmode")
            .map(text -> KeywordParameter.parse("gssencmode", text, GssEncMode.values()))
            .orElse(GssEncMode.DISABLE),
        runtimeParameters,
        warnings);
  }

  private static SslMode sslmode(Map<String, String> parameters, Optional<String> root) {
    boolean system = root.filter(ConnectionSettings.SYSTEM_ROOTS::equals).isPresent();
    SslMode mode =
        Optional.ofNullable(parameters.get("sslmode"))
            .map(text -> KeywordParameter.parse("sslmode", text, SslMode.values()))
            .orElse(system ? SslMode.VERIFY_FULL : SslMode.PREFER);
    if (system && mode != SslMode.VERIFY_FULL) {
      throw new BadTarget(
          "weak sslmode \"%s\" may not be used with sslrootcert=system (use \"verify-full\")"
              .formatted(mode.text()));
    }
    return mode;
  }

  private static SslNegotiation sslnegotiation(Map<String, String> parameters, SslMode mode) {
    SslNegotiation negotiation =
        nonEmpty(parameters, "sslnegotiation")
            .map(text -> KeywordParameter.parse("sslnegotiation", text, SslNegotiation.values()))
            .orElse(SslNegotiation.POSTGRES);
    if (negotiation == SslNegotiation.DIRECT && mode.compareTo(SslMode.REQUIRE) < 0) {
      throw new BadTarget(
          ("weak sslmode \"%s\" may not be used with sslnegotiation=direct (use \"require\","
                  + " \"verify-ca\", or \"verify-full\")")
              .formatted(mode.text()));
    }
    return negotiation;
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

  /** Reads whole seconds; as in libpq, zero and less mean no limit. */
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
    if (value.filter(ParameterValue::isUnfit).isPresent()) {
      throw new BadTarget(
          "the variable " + name + " contains a character that PostgreSQL does not accept");
    }
    return value;
  }

  private static Optional<Path> path(Map<String, String> parameters, String name) {
    return nonEmpty(parameters, name)
        .map(text -> ParameterValue.path("the value of " + name, text));
  }

  private static Optional<String> nonEmpty(Map<String, String> parameters, String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }
}
