package pgconform.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import pgconform.target.libpq.ConnectionSettings;
import pgconform.target.libpq.ConnectionUrl;
import pgconform.target.probe.RunningServer;

/**
 * A server that runs already and is only reached.
 *
 * @param url where it is
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
  public List<String> check(Map<String, String> environment, Path home) {
    return url.settings(environment, home).warnings();
  }

  @Override
  public RunningServer open(Map<String, String> environment, Path home) {
    ConnectionSettings settings = url.settings(environment, home);
    return () -> settings;
  }
}
