package pgconform.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import pgconform.scenario.Profile;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.failure.TargetUnavailable;
import pgconform.target.process.CommandOutput;
import pgconform.wire.PasswordRedaction;

/**
 * A target as reports describe it.
 *
 * @param url the URL without a password
 * @param product the name by which it identifies itself, such as {@code PostgreSQL}; empty if
 *     unknown
 * @param capabilities the findings of the prober, by the name of the capability
 * @param unavailable why it could not be tested, in one sentence
 * @param output the output of its programs, if that is kept
 * @param unusableLogins the declared logins that do not work as their names say, with the reason
 */
public record TargetInfo(
    String name,
    String url,
    String product,
    String version,
    Profile profile,
    Map<String, String> capabilities,
    Optional<String> unavailable,
    Optional<CommandOutput> output,
    Map<String, String> unusableLogins) {
  /** Creates a target whose output is not kept. */
  public TargetInfo(
      String name,
      String url,
      String product,
      String version,
      Profile profile,
      Map<String, String> capabilities,
      Optional<String> unavailable) {
    this(
        name,
        url,
        product,
        version,
        profile,
        capabilities,
        unavailable,
        Optional.empty(),
        Map.of());
  }

  /** Conceals passwords in the texts of the target. */
  public TargetInfo {
    product = PasswordRedaction.in(product);
    version = PasswordRedaction.in(version);
    capabilities = redacted(capabilities);
    unusableLogins = redacted(unusableLogins);
    unavailable = unavailable.map(PasswordRedaction::in);
  }

  private static Map<String, String> redacted(Map<String, String> found) {
    Map<String, String> shown = new LinkedHashMap<>();
    found.forEach((name, what) -> shown.put(name, PasswordRedaction.in(what)));
    return Collections.unmodifiableMap(shown);
  }

  /** Returns a target that cannot be tested. */
  static TargetInfo unavailable(TargetSpec spec, TargetUnavailable cause) {
    return new TargetInfo(
        spec.displayName(),
        spec.address(),
        "",
        "",
        Profile.PROTOCOL,
        Map.of(),
        Optional.of(cause.getMessage()),
        spec.output(),
        Map.of());
  }

  /** Returns a target that was not tested. */
  static TargetInfo interrupted(TargetSpec spec) {
    return unavailable(
        spec, new TargetUnavailable("the run was interrupted before this target was ready"));
  }

  /** Returns a target that can be tested. */
  public static TargetInfo of(TargetSpec spec, ProbedTarget target) {
    return new TargetInfo(
        target.judged().name(),
        spec.address(),
        target.product(),
        target.version(),
        target.judged().profile(),
        target.capabilities(),
        Optional.empty(),
        spec.output(),
        target.unusableLogins());
  }
}
