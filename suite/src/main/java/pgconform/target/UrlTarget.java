package pgconform.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import pgconform.session.Secret;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.ConnectionUrl;
import pgconform.target.libpq.HostPort;
import pgconform.target.libpq.PercentEncoding;
import pgconform.target.probe.ServerUnderTest;
import pgconform.wire.PasswordRedaction;

/**
 * A server that is already running.
 *
 * @param url the URL of the server
 */
public record UrlTarget(ConnectionUrl url) implements TargetSpec {
  static final TargetKind KIND =
      new TargetKind(
          "or a URL that begins with postgresql://",
          "(?s)postgres(ql)?://.*",
          "postgresql://",
          "",
          words -> new UrlTarget(ConnectionUrl.read(words)));

  @Override
  public String displayName() {
    return url.displayName();
  }

  @Override
  public String commandLine() {
    return url.withoutPassword();
  }

  @Override
  public List<String> check(Map<String, String> environment, Path home) {
    return settings(environment, home).warnings();
  }

  @Override
  public ServerUnderTest open(Map<String, String> environment, Path home) {
    ConnectionSettings settings = settings(environment, home);
    return () -> settings;
  }

  private ConnectionSettings settings(Map<String, String> environment, Path home) {
    ConnectionSettings settings = url.settings(environment, home);
    for (HostPort host : settings.hosts()) {
      settings.passwordFor(host).map(Secret::reveal).ifPresent(this::concealUnlessShown);
    }
    return settings;
  }

  /**
   * Conceals a password, which the server may repeat; one that the name of the target shows is not
   * secret.
   */
  private void concealUnlessShown(String password) {
    if (!displayName().contains(password)) {
      conceal(password);
    }
  }

  /** Conceals a password, including its form in a URL. */
  static void conceal(String password) {
    PasswordRedaction.add(password);
    PasswordRedaction.add(PercentEncoding.encode(password));
  }
}
