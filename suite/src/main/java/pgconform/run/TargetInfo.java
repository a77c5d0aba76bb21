package pgconform.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import pgconform.scenario.Profile;
import pgconform.target.OpenTarget;
import pgconform.target.TargetSpec;
import pgconform.target.failure.TargetUnavailable;
import pgconform.wire.Concealed;

/**
 * A target as reports describe it.
 *
 * @param url without a password
 * @param product the name that it gives itself, such as {@code PostgreSQL}; empty if unknown
 * @param capabilities the findings of the prober, by the name of the capability
 * @param unavailable why it could not be tested, in one sentence
 */
public record TargetInfo(
    String name,
    String url,
    String product,
    String version,
    Profile profile,
    Map<String, String> capabilities,
    Optional<String> unavailable) {
  /** Conceals passwords in what the target says of itself. */
  public TargetInfo {
    product = Concealed.in(product);
    version = Concealed.in(version);
    Map<String, String> shown = new LinkedHashMap<>();
    capabilities.forEach((capability, found) -> shown.put(capability, Concealed.in(found)));
    capabilities = Collections.unmodifiableMap(shown);
    unavailable = unavailable.map(Concealed::in);
  }

  /** A target that cannot be tested. */
  static TargetInfo unavailable(TargetSpec spec, TargetUnavailable cause) {
    return new TargetInfo(
        spec.displayName(),
        spec.displayName(),
        "",
        "",
        Profile.PROTOCOL,
        Map.of(),
        Optional.of(cause.getMessage()));
  }

  /** A target that nobody came to test. */
  static TargetInfo interrupted(TargetSpec spec) {
    return unavailable(
        spec, new TargetUnavailable("the run was interrupted before this target was ready"));
  }

  /** A target that can be tested. */
  public static TargetInfo of(TargetSpec spec, OpenTarget target) {
    return new TargetInfo(
        target.subject().name(),
        spec.displayName(),
        target.product(),
        target.version(),
        target.subject().profile(),
        target.capabilities(),
        Optional.empty());
  }
}
