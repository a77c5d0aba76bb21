package pgconform.target.libpq;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.target.failure.BadTarget;
import pgconform.wire.Text;

/**
 * libpq's service files: {@code PGSERVICEFILE} or {@code ~/.pg_service.conf}, then {@code
 * pg_service.conf} in {@code PGSYSCONFDIR}. LDAP services are not supported.
 */
final class ServiceFile {
  private final Map<String, String> environment;
  private final Path home;

  ServiceFile(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  /** Returns the parameters of a service. */
  Map<String, String> parameters(String service) {
    Optional<Path> named = file("PGSERVICEFILE");
    if (named.filter(path -> !Files.isRegularFile(path)).isPresent()) {
      throw new BadTarget(
          "service file %s not found".formatted(Text.quoted(named.get().toString())));
    }
    Optional<Path> own =
        named.or(() -> Optional.of(home.resolve(".pg_service.conf")).filter(Files::isRegularFile));
    Optional<Path> system =
        file("PGSYSCONFDIR")
            .map(directory -> directory.resolve("pg_service.conf"))
            .filter(Files::isRegularFile);
    return own.flatMap(path -> find(path, service))
        .or(() -> system.flatMap(path -> find(path, service)))
        .orElseThrow(
            () -> new BadTarget("the service " + Text.quoted(service) + " is not defined"));
  }

  private Optional<Path> file(String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(text -> !text.isEmpty() && !ParameterValue.isUnfit(text))
        .map(text -> ParameterValue.path("the value of " + variable, text));
  }

  private static Optional<Map<String, String>> find(Path path, String service) {
    List<String> lines;
    try {
      lines = List.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8).split("\n", -1));
    } catch (IOException e) {
      throw new BadTarget("the service file " + path + " cannot be read");
    }
    Map<String, String> parameters = null;
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[")) {
        if (parameters != null) {
          break;
        }
        if (line.startsWith("[" + service + "]")) {
          parameters = new LinkedHashMap<>();
        }
      } else if (parameters != null) {
        int equals = line.indexOf('=');
        String name = equals < 0 ? "" : line.substring(0, equals);
        if (!ParameterNames.KNOWN.contains(name) || name.equals("service")) {
          throw new BadTarget(
              "line %d of the service file %s is not a connection parameter"
                  .formatted(number, path));
        }
        String value = line.substring(equals + 1);
        if (ParameterValue.isUnfit(value)) {
          throw new BadTarget(
              "line %d of the service file %s holds a character that PostgreSQL cannot take"
                  .formatted(number, path));
        }
        parameters.putIfAbsent(name, value);
      }
    }
    return Optional.ofNullable(parameters);
  }
}
