package pgconform.target;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.link.Address;
import pgconform.scenario.Profile;
import pgconform.session.Secret;

/** Makes targets ready: starts what has to be started, and finds out what they can do. */
public final class Targets {
  private final Map<String, String> environment;
  private final Path home;
  private final Optional<Profile> profile;
  private final Optional<String> slowQuery;

  /**
   * Opens targets for a user.
   *
   * @param environment where libpq's PG* variables are looked up
   * @param home where libpq's files are looked up
   * @param profile the profile to judge by; empty to choose by what the target proves to be
   * @param slowQuery a query that takes long, to be used where one is held; empty to find a way
   */
  public Targets(
      Map<String, String> environment,
      Path home,
      Optional<Profile> profile,
      Optional<String> slowQuery) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    this.profile = profile;
    this.slowQuery = slowQuery;
  }

  /**
   * Says before anything is done what is wrong with a target's words.
   *
   * @return what had to be ignored, a sentence each
   * @throws BadTarget with one sentence, if they cannot be understood
   */
  public List<String> check(TargetSpec spec) {
    return spec instanceof TargetSpec.Url url
        ? url.settings(environment, home).warnings()
        : List.of();
  }

  /**
   * A target ready to be judged.
   *
   * @throws TargetUnavailable with one sentence, if it cannot be had
   */
  public OpenTarget open(TargetSpec spec) {
    if (spec instanceof TargetSpec.Embedded embedded) {
      return embedded(embedded);
    } else if (spec instanceof TargetSpec.Url url) {
      Prober prober =
          new Prober(spec.displayName(), url.settings(environment, home), profile, slowQuery);
      return prober.probe(Map.of(), false, () -> {});
    }
    throw ((TargetSpec.Docker) spec).unavailable();
  }

  private OpenTarget embedded(TargetSpec.Embedded spec) {
    return open(EmbeddedPostgres.start(spec), spec.displayName());
  }

  /**
   * A server that was started before; it ends with the target.
   *
   * @throws TargetUnavailable with one sentence, if it cannot be had
   */
  public OpenTarget open(EmbeddedPostgres server) {
    return open(server, "embedded:" + server.release());
  }

  private OpenTarget open(EmbeddedPostgres server, String name) {
    Siblings siblings = new Siblings(server);
    Runnable end =
        () -> {
          siblings.close();
          server.close();
        };
    try {
      return new Prober(name, server.settings(), profile, slowQuery)
          .alsoAt(new Address.Unix(server.socketFile()))
          .withThrowAway(siblings)
          .probe(roles(server), true, end);
    } catch (RuntimeException e) {
      end.run();
      throw e;
    }
  }

  /**
   * A server that is open already, as it is reached at other addresses than its own; it goes on
   * when this target ends.
   *
   * @param open the server as it is
   * @param socket its Unix socket
   * @param patience how long a login may take
   * @throws TargetUnavailable with one sentence, if it cannot be had
   */
  public OpenTarget at(
      EmbeddedPostgres server,
      OpenTarget open,
      HostPort address,
      Address.Unix socket,
      Duration patience) {
    ConnectionSettings settings =
        ConnectionSettings.builder(address, Roles.SUPERUSER, Roles.DATABASE)
            .connectTimeout(Optional.of(patience))
            .build();
    Prober prober = new Prober(open.subject().name(), settings, profile, slowQuery).alsoAt(socket);
    open.subject().throwAway().ifPresent(prober::withThrowAway);
    return prober.probe(roles(server), true, () -> {});
  }

  private static Map<String, Prober.Role> roles(EmbeddedPostgres server) {
    PostgresRelease release = server.release();
    Map<String, Prober.Role> roles = new LinkedHashMap<>();
    Optional<Secret> secret = Optional.of(Roles.secret());
    roles.put("user", new Prober.Role(Roles.USER, Optional.empty()));
    roles.put("password", new Prober.Role(Roles.PASSWORD, secret));
    roles.put("md5", new Prober.Role(Roles.MD5, secret));
    if (release.major() >= 10) {
      roles.put("scram", new Prober.Role(Roles.SCRAM, secret));
    }
    if (server.tls()) {
      roles.put("hostssl", new Prober.Role(Roles.HOSTSSL, Optional.empty()));
    }
    roles.put("reject", new Prober.Role(Roles.REJECT, Optional.empty()));
    roles.put("nologin", new Prober.Role(Roles.NOLOGIN, Optional.empty()));
    return roles;
  }
}
