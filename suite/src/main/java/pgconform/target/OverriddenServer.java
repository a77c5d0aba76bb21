package pgconform.target;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import pgconform.scenario.Profile;
import pgconform.session.Login;
import pgconform.target.probe.ServerUnderTest;

/**
 * A server with properties given by the user, which take precedence over its own.
 *
 * @param why who declares that it is exclusive, if that is not known already
 */
record OverriddenServer(ServerUnderTest server, TargetOptions options, String why)
    implements ForwardingServer {
  @Override
  public Map<String, Login> logins() {
    Map<String, Login> all = new LinkedHashMap<>(server.logins());
    all.putAll(options.logins(settings().database()));
    return all;
  }

  @Override
  public boolean knowsItsLogins() {
    return options.logins().isEmpty() && server.knowsItsLogins();
  }

  @Override
  public boolean exclusive() {
    return options.exclusive() || server.exclusive();
  }

  @Override
  public String whyExclusive() {
    return server.exclusive() ? server.whyExclusive() : why;
  }

  @Override
  public Optional<Profile> profile() {
    return options.profile().or(server::profile);
  }

  @Override
  public Optional<String> slowQuery() {
    return options.slowQuery().or(server::slowQuery);
  }

  @Override
  public Optional<Duration> authenticationTimeout() {
    return options.authenticationTimeout().or(server::authenticationTimeout);
  }
}
